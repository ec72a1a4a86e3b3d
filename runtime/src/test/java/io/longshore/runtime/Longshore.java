package io.longshore.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command of the distribution, on an installed Spark.
 *
 * @param conf the directory of the cluster's configuration
 * @param options given with every command
 */
record Longshore(SparkHome spark, Path conf, List<String> options) {
  /** What a run left. */
  record Run(int status, String out, String err) {
    Run exits(int wanted) {
      assertThat(status).as(out + err).isEqualTo(wanted);
      return this;
    }
  }

  Run run(String... args) throws IOException, InterruptedException {
    Path out = Files.createTempFile(conf, "out", ".txt");
    Path err = Files.createTempFile(conf, "err", ".txt");
    int status = start(out, err, args).waitFor();
    return new Run(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** The first image's id in what a command printed. */
  static String id(String out) {
    Matcher id = Pattern.compile("backup_\\d+").matcher(out);
    assertThat(id.find()).as(out).isTrue();
    return id.group();
  }

  /** A command that must succeed; what it printed. */
  String ok(String... args) throws IOException, InterruptedException {
    return run(args).exits(0).out();
  }

  Process start(Path out, Path err, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("longshore.distribution"), "bin/longshore").toString());
    command.addAll(List.of(args));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "SPARK_HOME", spark.path().toString(),
                "SPARK_LOCAL_IP", "127.0.0.1",
                "HBASE_CONF_DIR", conf.toString()));
    return builder.start();
  }
}
