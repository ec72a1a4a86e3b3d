package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.ParseResult;

/**
 * Gives a command to the {@code spark-submit} of an installed Spark, which starts it again as a
 * driver. What takes the command apart is here, so that a mistake in it never waits for a cluster.
 */
final class SparkSubmit {
  /** Set by the script: SPARK_HOME, or empty. Not set in drivers, nor where others embed us. */
  private static final String HOME = "longshore.spark.home";

  /** Set by the script where there is an installed Spark: the runtime jar. */
  private static final String RUNTIME = "longshore.runtime";

  /** Set by the script where there is an installed Spark: how to log in the driver. */
  private static final String LOGGING = "longshore.logging";

  private static final String YARN_WAIT = "yarn.resourcemanager.connect.max-wait.ms";

  private final String home;
  private final String master;
  private final String mode;
  private final ParseResult command;
  private final Map<String, String> given;

  private SparkSubmit(GlobalOptions global, ParseResult command) {
    this.home = System.getProperty(HOME);
    this.master = global.master();
    this.mode = global.deployMode();
    this.command = command;
    this.given = global.sparkSettings();
  }

  /** Whether a command is not for this process. */
  static boolean takes(GlobalOptions global, ParseResult command) {
    String home = System.getProperty(HOME);
    return home != null
        && command.commandSpec().userObject() instanceof OnSpark
        && (!home.isEmpty() || global.deployMode() != null || !isLocal(global.master()));
  }

  /**
   * Runs a command to its end.
   *
   * @param args all that was given
   * @return the exit status, as far as Spark hands it on
   */
  static int run(GlobalOptions global, ParseResult command, List<String> args) throws IOException {
    SparkSubmit submit = new SparkSubmit(global, command);
    submit.check();
    ProcessBuilder builder = new ProcessBuilder(submit.commandLine(args)).inheritIO();
    submit.addTo(builder.environment());
    if (!submit.inCluster()) {
      return end(start(builder));
    }
    Process process = start(builder.redirectError(ProcessBuilder.Redirect.PIPE));
    DriverReport report = new DriverReport(System.err, global.isVerbose());
    report.read(process.errorReader());
    return report.statusOr(end(process));
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    // Ctrl-C reaches both; the driver has to undo its session before a prompt is shown again.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  process.destroy();
                  end(process);
                }));
    return process;
  }

  private static int end(Process process) {
    return process.onExit().join().exitValue();
  }

  private static boolean isLocal(String master) {
    return master == null || master.startsWith("local");
  }

  private boolean inCluster() {
    return "cluster".equals(mode);
  }

  private void check() {
    if (home.isEmpty()) {
      throw Errors.sparkNotInstalled();
    }
    if (!Files.isExecutable(program())) {
      throw Errors.invalidArgument(
          "There is no " + program() + ".", "Set SPARK_HOME to where Spark 3.5 is installed.");
    }
    if (inCluster()) {
      refuse("-conf", "the driver may run where the file is not; use -D KEY=VALUE");
      refuse("--xcom-file", "the driver runs elsewhere; use client mode");
      refuse("-f", "the driver may run where the file is not; use -e");
      if (command.commandSpec().userObject() instanceof SqlCommand
          && !command.hasMatchedOption("-e")) {
        throw Errors.invalidArgument(
            "There is no prompt in cluster mode.", "Give the statements with -e.");
      }
    }
  }

  private void refuse(String flag, String why) {
    if (command.hasMatchedOption(flag)) {
      throw Errors.invalidArgument(flag + " has no use in cluster mode: " + why + ".", "");
    }
  }

  private Path program() {
    return Path.of(home, "bin", "spark-submit");
  }

  private List<String> commandLine(List<String> args) {
    List<String> line = new ArrayList<>();
    line.add(program().toString());
    option(line, "--master", master);
    option(line, "--deploy-mode", mode);
    option(line, "--queue", command.matchedOptionValue("-q", null));
    settings().forEach((key, value) -> option(line, "--conf", key + "=" + value));
    if (inCluster()) {
      option(line, "--files", hbaseSite());
    }
    line.add(System.getProperty(RUNTIME));
    line.addAll(args);
    return line;
  }

  private static void option(List<String> line, String option, String value) {
    if (value != null) {
      line.addAll(List.of(option, value));
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.app.name", "longshore " + command.commandSpec().name());
    String jars = System.getenv("LONGSHORE_CLASSPATH");
    if (jars != null && !jars.isEmpty()) {
      settings.put("spark.executor.extraClassPath", jars);
    }
    boolean yarn = "yarn".equals(master);
    if (yarn && !isSet(YARN_WAIT)) {
      // Hadoop's own quarter of an hour is silent.
      settings.put("spark.hadoop." + YARN_WAIT, "120000");
    }
    if (yarn && inCluster() && !command.hasMatchedOption("--run-id")) {
      // YARN would start the whole command again, also one that found damage.
      settings.put("spark.yarn.maxAppAttempts", "1");
    }
    if (inCluster() && !yarn && System.getenv("HBASE_CONF_DIR") != null) {
      settings.put("spark.driver.extraClassPath", System.getenv("HBASE_CONF_DIR"));
    }
    settings.putAll(given);
    return settings;
  }

  private static boolean isSet(String key) {
    Configuration yarn = new Configuration(false);
    yarn.addResource("yarn-site.xml");
    return yarn.get(key) != null;
  }

  /** HBase's configuration as a file for a driver elsewhere; null if there is none. */
  private static String hbaseSite() {
    String directory = System.getenv("HBASE_CONF_DIR");
    if (directory == null) {
      return null;
    }
    Path file = Path.of(directory, "hbase-site.xml");
    return Files.exists(file) ? file.toUri().toString() : null;
  }

  /** All of it is added: what is in Spark's own configuration goes on to be heeded. */
  private void addTo(Map<String, String> environment) {
    String hbase = environment.get("HBASE_CONF_DIR");
    if (hbase != null) {
      environment.putIfAbsent("HADOOP_CONF_DIR", hbase);
    }
    add(environment, "SPARK_DIST_CLASSPATH", File.pathSeparator, hbase);
    add(
        environment,
        "SPARK_DIST_CLASSPATH",
        File.pathSeparator,
        environment.get("LONGSHORE_CLASSPATH"));
    add(
        environment,
        "SPARK_SUBMIT_OPTS",
        " ",
        "-Dlongshore.terminal=" + Boolean.getBoolean("longshore.terminal"));
    add(environment, "SPARK_SUBMIT_OPTS", " ", environment.get("LONGSHORE_OPTS"));
    String configuration = environment.getOrDefault("SPARK_CONF_DIR", home + "/conf");
    if (!Files.exists(Path.of(configuration, "log4j2.properties"))) {
      add(
          environment,
          "SPARK_SUBMIT_OPTS",
          " ",
          "\"-Dlog4j2.configurationFile=" + System.getProperty(LOGGING) + "\"");
    }
  }

  private static void add(
      Map<String, String> environment, String name, String separator, String more) {
    if (more != null && !more.isEmpty()) {
      environment.merge(name, more, (before, added) -> before + separator + added);
    }
  }
}
