package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.error.ExitStatus;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.jline.utils.Signals;
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

  private static final Pattern UNSAFE = Pattern.compile("`|\\{\\{");

  private static final String YARN_WAIT = "yarn.resourcemanager.connect.max-wait.ms";

  private final String home;
  private final ParseResult parsed;
  private final ParseResult command;
  private final Map<String, String> given;
  private final Properties defaults;
  private final String master;
  private final String mode;

  private SparkSubmit(GlobalOptions global, ParseResult parsed) throws IOException {
    this.home = System.getProperty(HOME);
    this.parsed = parsed;
    this.command = parsed.subcommand();
    this.given = global.sparkSettings();
    this.defaults = defaults();
    this.master = global.master() == null ? effective("spark.master") : global.master();
    this.mode =
        global.deployMode() == null ? effective("spark.submit.deployMode") : global.deployMode();
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
   * @return the exit status, as far as Spark hands it on
   */
  static int run(GlobalOptions global, ParseResult parsed) throws IOException {
    SparkSubmit submit = new SparkSubmit(global, parsed);
    submit.check();
    ProcessBuilder builder = new ProcessBuilder(submit.commandLine()).inheritIO();
    submit.addTo(builder.environment());
    return submit.inCluster()
        ? submit.inCluster(builder, new DriverReport(System.err, global.isVerbose()))
        : asClient(builder);
  }

  /** Here the driver is the child, and takes Ctrl-C itself: to undo, or to clear a prompt. */
  private static int asClient(ProcessBuilder builder) throws IOException {
    Signals.register("INT", () -> {});
    Process process = builder.start();
    onShutdown(
        () -> {
          process.destroy();
          end(process);
        });
    return end(process);
  }

  private int inCluster(ProcessBuilder builder, DriverReport report) throws IOException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.PIPE).start();
    onShutdown(
        () -> {
          if (process.isAlive()) {
            process.destroy();
            report.leaves();
          }
        });
    report.read(process.errorReader());
    int status = report.statusOr(end(process));
    if (status != ExitStatus.OK.code() && report.whyNoDriver().isPresent()) {
      throw Errors.sparkUnusable(master, new IOException(report.whyNoDriver().get()));
    }
    return status;
  }

  private static void onShutdown(Runnable last) {
    Runtime.getRuntime().addShutdownHook(new Thread(last));
  }

  private static int end(Process process) {
    return process.onExit().join().exitValue();
  }

  /** As Spark reads them; empty where there are none. */
  private Properties defaults() throws IOException {
    Properties read = new Properties();
    Path file = configuration("spark-defaults.conf");
    if (Files.isReadable(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        read.load(reader);
      }
    }
    return read;
  }

  private Path configuration(String file) {
    return Path.of(System.getenv().getOrDefault("SPARK_CONF_DIR", home + "/conf"), file);
  }

  /** Null where nobody says. */
  private String effective(String key) {
    String value = given.getOrDefault(key, defaults.getProperty(key));
    return value == null ? null : value.trim();
  }

  /** What is set already, and more. */
  private String effective(String key, String separator, String more) {
    String value = effective(key);
    return value == null || value.isEmpty() ? more : value + separator + more;
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
      if (master != null && !isYarn() && !master.startsWith("spark://")) {
        throw Errors.invalidArgument(
            "Cluster mode on " + master + " needs an image with the jar in it.",
            "Run spark-submit yourself: docs/clusters.md says how.");
      }
      refuse("-conf", "the driver may run where the file is not; use -D KEY=VALUE");
      refuse("--xcom-file", "the driver runs elsewhere; use client mode");
      refuse("-f", "the driver may run where the file is not; use -e");
      if (command.commandSpec().userObject() instanceof SqlCommand
          && !command.hasMatchedOption("-e")) {
        throw Errors.invalidArgument(
            "There is no prompt in cluster mode.", "Give the statements with -e.");
      }
      if (isYarn() && parsed.originalArgs().stream().anyMatch(UNSAFE.asPredicate())) {
        throw Errors.invalidArgument(
            "YARN starts a driver by a shell, which would take ` and {{ for its own.",
            "Write it without them, or use client mode.");
      }
    }
  }

  private void refuse(String flag, String why) {
    if (command.hasMatchedOption(flag) || parsed.hasMatchedOption(flag)) {
      throw Errors.invalidArgument(flag + " has no use in cluster mode: " + why + ".", "");
    }
  }

  private Path program() {
    return Path.of(home, "bin", "spark-submit");
  }

  private List<String> commandLine() {
    List<String> line = new ArrayList<>();
    line.add(program().toString());
    option(line, "--master", master);
    option(line, "--deploy-mode", mode);
    option(line, "--queue", command.matchedOptionValue("-q", null));
    settings().forEach((key, value) -> option(line, "--conf", key + "=" + value));
    line.add(System.getProperty(RUNTIME));
    line.addAll(parsed.originalArgs());
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
    settings.putAll(given);
    String jars = System.getenv("LONGSHORE_CLASSPATH");
    if (jars != null && !jars.isEmpty()) {
      put(settings, "spark.executor.extraClassPath", File.pathSeparator, jars);
    }
    if (isYarn() && !isSet(YARN_WAIT)) {
      // Hadoop's own quarter of an hour is silent.
      settings.putIfAbsent("spark.hadoop." + YARN_WAIT, "120000");
    }
    String hbase = System.getenv("HBASE_CONF_DIR");
    if (inCluster() && isYarn()) {
      if (!command.hasMatchedOption("--run-id") && effective("spark.yarn.maxAppAttempts") == null) {
        // YARN would start the whole command again, also one that found damage.
        settings.put("spark.yarn.maxAppAttempts", "1");
      }
      if (hbase != null && Files.exists(Path.of(hbase, "hbase-site.xml"))) {
        String site = Path.of(hbase, "hbase-site.xml").toUri().toString();
        put(settings, "spark.yarn.dist.files", ",", site);
      }
    } else if (inCluster() && hbase != null) {
      put(settings, "spark.driver.extraClassPath", File.pathSeparator, hbase);
    }
    return settings;
  }

  private void put(Map<String, String> settings, String key, String separator, String more) {
    settings.put(key, effective(key, separator, more));
  }

  private boolean isYarn() {
    return "yarn".equals(master);
  }

  private static boolean isSet(String key) {
    Configuration yarn = new Configuration(false);
    yarn.addResource("yarn-site.xml");
    return yarn.get(key) != null;
  }

  /** All of it is added to what is there. */
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
    if (!Files.exists(configuration("log4j2.properties"))) {
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
