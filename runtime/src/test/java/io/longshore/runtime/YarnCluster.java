package io.longshore.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** YARN's own resource manager and node managers in this process; containers are processes. */
final class YarnCluster implements AutoCloseable {
  private final MiniYARNCluster cluster;

  private YarnCluster(MiniYARNCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts one, and writes {@code yarn-site.xml}.
   *
   * @param conf the directory for it
   */
  static YarnCluster start(Path conf) throws IOException {
    YarnConfiguration settings = new YarnConfiguration();
    settings.set("fs.defaultFS", "file:///");
    settings.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 8192);
    settings.setInt(YarnConfiguration.NM_VCORES, 8);
    settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 128);
    settings.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.9f);
    // A driver that was killed is not waited for.
    settings.setInt(YarnConfiguration.RM_AM_EXPIRY_INTERVAL_MS, 10_000);
    MiniYARNCluster cluster = new MiniYARNCluster("yarn", 1, 1, 1);
    cluster.init(settings);
    cluster.start();
    Configuration running = cluster.getConfig();
    try (OutputStream out = Files.newOutputStream(conf.resolve("yarn-site.xml"))) {
      running.writeXml(out);
    }
    return new YarnCluster(cluster);
  }

  /** What Spark needs to run on it. */
  static List<String> defaults(Path spark, Path staging) {
    String java = System.getProperty("java.home");
    return List.of(
        "spark.yarn.jars local:" + spark.resolve("jars") + "/*",
        "spark.yarn.stagingDir " + staging.toUri(),
        "spark.yarn.appMasterEnv.JAVA_HOME " + java,
        "spark.executorEnv.JAVA_HOME " + java,
        "spark.yarn.appMasterEnv.SPARK_LOCAL_IP 127.0.0.1",
        "spark.executorEnv.SPARK_LOCAL_IP 127.0.0.1",
        "spark.driver.host 127.0.0.1",
        "spark.driver.memory 768m",
        "spark.executor.memory 512m",
        "spark.executor.instances 2");
  }

  /** The processes in containers whose command line has a word. */
  static List<ProcessHandle> containers(String word) {
    try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
      return all.filter(process -> process.info().command().orElse("").endsWith("java"))
          .filter(process -> process.info().commandLine().orElse("").contains(word))
          .toList();
    }
  }

  @Override
  public void close() {
    cluster.stop();
  }
}
