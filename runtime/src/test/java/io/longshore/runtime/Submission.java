package io.longshore.runtime;

import io.longshore.testing.JvmFlags;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The jar as {@code spark-submit} starts it, with Spark's published jars and nothing else.
 *
 * @param directory with the cluster's configuration in {@code conf}
 * @param application the jar, or how {@code spark-submit} finds it
 */
record Submission(Path directory, String master, List<String> application) {
  /** With the jar itself. */
  Submission(Path directory, String master) {
    this(directory, master, List.of(System.getProperty("longshore.runtime")));
  }

  /** A JVM with Spark's jars and flags. */
  static List<String> java(String... classPath) throws IOException {
    String spark = Files.readString(Path.of(System.getProperty("longshore.spark"))).strip();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmFlags.ofThisProcess());
    // Other tests leave that to compilers, but no compiler wrote the jar's classes as they are.
    command.add("-XX:+BytecodeVerificationRemote");
    command.addAll(List.of(System.getProperty("longshore.flags").split(" ")));
    List<String> all = new ArrayList<>(List.of(classPath));
    all.add(spark);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, all)));
    return command;
  }

  /** A command that must succeed; what it printed. */
  String ok(String... args) throws IOException, InterruptedException {
    return run(args).exits(0).out();
  }

  Longshore.Run run(String... args) throws IOException, InterruptedException {
    List<String> command = java(directory.resolve("conf").toString());
    command.addAll(
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            master,
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.bindAddress=127.0.0.1",
            "--conf",
            "spark.executor.memory=768m"));
    command.addAll(application);
    command.addAll(List.of(args));
    Path errors = directory.resolve("errors.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "HBASE_CONF_DIR",
                directory.resolve("conf").toString()));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Longshore.Run(process.waitFor(), out, Files.readString(errors));
  }
}
