package io.longshore.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.hbase.util.VersionInfo;

/** What the numbers were measured on, without naming it. */
final class Machine {
  private Machine() {}

  static String hardware() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Runtime.getRuntime().availableProcessors()
        + " cores ("
        + processor()
        + "), "
        + (system.getTotalMemorySize() + (1L << 29) >> 30)
        + " GB, local disk";
  }

  static String versions() {
    return "Java "
        + Runtime.version().feature()
        + ", HBase "
        + VersionInfo.getVersion()
        + ", Hadoop "
        + org.apache.hadoop.util.VersionInfo.getVersion()
        + ", Spark "
        + org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
