package io.longshore.runtime;

import io.longshore.testing.JvmFlags;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Spark installed: its published jars, and a {@code bin/spark-submit}, which is not published. As
 * in Spark's own, {@code org.apache.spark.launcher.Main} says what to run.
 */
record SparkHome(Path path) {
  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      set -euo pipefail
      # Its load-spark-env.sh finds that out.
      export SPARK_SCALA_VERSION=2.12
      words=()
      while IFS= read -r -d '' word; do
        words+=("$word")
      done < <(java -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
        org.apache.spark.deploy.SparkSubmit "$@" | tail -c +3)
      exec "${words[@]:?}"
      """;

  /**
   * Installs it.
   *
   * @param defaults lines of {@code spark-defaults.conf}
   */
  static SparkHome install(Path path, List<String> defaults) throws IOException {
    Files.createDirectories(path.resolve("bin"));
    Files.createDirectories(path.resolve("conf"));
    Files.createDirectories(path.resolve("jars"));
    for (String jar : jars()) {
      Path published = Path.of(jar);
      Files.createSymbolicLink(path.resolve("jars").resolve(published.getFileName()), published);
    }
    Path submit = path.resolve("bin/spark-submit");
    Files.writeString(submit, SPARK_SUBMIT);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> settings = new ArrayList<>(defaults);
    String flags = String.join(" ", JvmFlags.ofThisProcess());
    settings.add("spark.driver.extraJavaOptions " + flags);
    settings.add("spark.executor.extraJavaOptions " + flags);
    Files.write(path.resolve("conf/spark-defaults.conf"), settings);
    return new SparkHome(path);
  }

  /** Adds what users of S3 put beside Spark's own jars. */
  SparkHome withS3() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("longshore.s3"), "s3"))) {
      for (Path jar : jars.toList()) {
        Files.createSymbolicLink(path.resolve("jars").resolve(jar.getFileName()), jar);
      }
    }
    return this;
  }

  static String[] jars() throws IOException {
    return Files.readString(Path.of(System.getProperty("longshore.spark")))
        .strip()
        .split(File.pathSeparator);
  }
}
