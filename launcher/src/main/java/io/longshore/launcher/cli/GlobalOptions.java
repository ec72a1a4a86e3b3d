package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.output.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.HBaseConfiguration;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes: Hadoop's generic ones, stock's -d, where Spark runs. */
final class GlobalOptions {
  private static final String SPARK_PREFIX = "spark.";

  private static final String[] NAMED = {"core-site.xml", "hdfs-site.xml", "hbase-site.xml"};

  private static final Pattern MASTER =
      Pattern.compile("yarn|local.*|spark://[^/:]+:\\d+(,[^/:]+:\\d+)*|(k8s|mesos)://.+");

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Sets a configuration key of HBase, Hadoop, Longshore or (spark.*) Spark.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "-conf",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Reads one more configuration file.")
  private Path[] files = {};

  @Option(
      names = "-fs",
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      description = "The default file system.")
  private String fileSystem;

  @Option(
      names = "-libjars",
      paramLabel = "JARS",
      scope = ScopeType.INHERIT,
      description = "Jars that executors need, comma-separated; the same as -Dspark.jars=.")
  private String jars;

  @Option(names = "-jt", hidden = true, scope = ScopeType.INHERIT)
  private String jobTracker;

  @Option(names = "-files", hidden = true, scope = ScopeType.INHERIT)
  private String shippedFiles;

  @Option(names = "-archives", hidden = true, scope = ScopeType.INHERIT)
  private String archives;

  @Option(
      names = "--master",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "Where Spark runs; local[*] in this process if neither this nor spark-submit" + " says.")
  private String master;

  @Option(
      names = "--deploy-mode",
      paramLabel = "MODE",
      scope = ScopeType.INHERIT,
      description = "client, or cluster: the command itself runs in the cluster too.")
  private String deployMode;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "Results as text, json, or jsonl, which is one line; text if not given.")
  private Output.Format format = Output.Format.text;

  @Option(
      names = "--xcom-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Takes the result too, as one line of JSON, for schedulers.")
  private Path xcomFile;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Logs what is done, and prints the stack trace of an error.")
  private boolean verbose;

  @Option(
      names = "-d",
      scope = ScopeType.INHERIT,
      description = "Logs everything, as in the stock tools.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows how the command is used.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the versions of Longshore, HBase and Spark.")
  private boolean version;

  boolean isVerbose() {
    return verbose || debug;
  }

  /** Null where Spark's own configuration says. */
  String master() {
    if (master != null && !MASTER.matcher(master).matches()) {
      throw Errors.invalidArgument(
          "\"" + master + "\" is no master of Spark.",
          "Give yarn, spark://HOST:PORT, k8s://https://HOST:PORT or local[N].");
    }
    return master;
  }

  /** Null where Spark's own configuration says. */
  String deployMode() {
    if (deployMode != null && !deployMode.equals("client") && !deployMode.equals("cluster")) {
      throw Errors.invalidArgument(
          "\"" + deployMode + "\" is no deploy mode.", "Give client or cluster.");
    }
    return deployMode;
  }

  /** Null for none. */
  Path xcomFile() {
    return xcomFile;
  }

  Output.Format format() {
    return format;
  }

  /** HBase's configuration with everything the command line adds to it. */
  Configuration configuration() {
    refuse("-jt", jobTracker, "there is no MapReduce here; use --master to say where Spark runs");
    refuse("-files", shippedFiles, "use -Dspark.files=FILES");
    refuse("-archives", archives, "use -Dspark.archives=ARCHIVES");
    LogLevel.set(debug ? "debug" : verbose ? "info" : "warn");
    Configuration conf = HBaseConfiguration.create();
    addNamed(conf);
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw Errors.invalidArgument(
            "Cannot read the configuration file " + file + ".", "Check the path after -conf.");
      }
      conf.addResource(new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri()));
    }
    if (fileSystem != null) {
      FileSystem.setDefaultUri(conf, fileSystem);
    }
    properties.forEach(
        (key, value) -> {
          if (!key.startsWith(SPARK_PREFIX)) {
            conf.set(key, value);
          }
        });
    if (fileSystem == null) {
      Cluster.useFileSystemOfRoot(conf);
    }
    return conf;
  }

  /** What HBASE_CONF_DIR names goes before all else that Spark's class path may have. */
  private static void addNamed(Configuration conf) {
    String directory = System.getenv("HBASE_CONF_DIR");
    if (directory == null || directory.isEmpty()) {
      return;
    }
    for (String name : NAMED) {
      Path file = Path.of(directory, name);
      if (Files.isReadable(file)) {
        conf.addResource(new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri()));
      }
    }
  }

  /** Spark's settings from the command line. */
  Map<String, String> sparkSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(SPARK_PREFIX)) {
            settings.put(key, value);
          }
        });
    if (jars != null) {
      settings.put("spark.jars", jars);
    }
    return settings;
  }

  private static void refuse(String flag, String value, String instead) {
    if (value != null) {
      throw Errors.invalidArgument(flag + " is not supported: " + instead + ".", "");
    }
  }
}
