package io.longshore.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the distribution, and what its script gives to {@code spark-submit}. */
class DistributionIT {
  private static final Path HOME = Path.of(System.getProperty("longshore.distribution"));

  /** Prints what it was given, a word a line, and ends as it is told. */
  private static final String ECHO =
      """
      #!/usr/bin/env bash
      printf '%s\\n' "$@"
      echo "class path: $SPARK_DIST_CLASSPATH"
      echo "options: $SPARK_SUBMIT_OPTS" >&2
      echo 'Exception in thread "main" org.apache.spark.SparkException: no' >&2
      exit "${STATUS:-0}"
      """;

  @TempDir private Path directory;
  private SparkHome spark;
  private Path conf;

  @BeforeEach
  void install() throws IOException {
    spark = SparkHome.install(directory.resolve("a spark"), List.of());
    Path submit = spark.path().resolve("bin/spark-submit");
    Files.writeString(submit, ECHO);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    conf = Files.createDirectories(directory.resolve("the conf"));
    Files.writeString(conf.resolve("hbase-site.xml"), "<configuration/>");
  }

  @Test
  void itHasWhatAnOperatorNeeds() {
    for (String file :
        new String[] {
          "bin/longshore",
          "conf/jvm.options",
          "LICENSE",
          "NOTICE",
          "licenses/THIRD-PARTY.txt",
          "licenses/jline.txt",
          "completions/longshore",
          "man/man1/longshore-create.1",
          "airflow/README.md",
          "airflow/dags/longshore_backup.py",
          "docs/quickstart.md"
        }) {
      assertThat(HOME.resolve(file)).exists();
    }
    assertThat(HOME.resolve("runtime"))
        .isDirectoryContaining("glob:**longshore-spark-runtime-*.jar");
  }

  @Test
  void whatRunsNoJobNeedsNoDriver() throws Exception {
    assertThat(longshore().ok("--version")).contains("Spark 3.5.5");
    assertThat(longshore("--master", "yarn").ok("create", "--help")).contains("longshore create");
  }

  @Test
  void optionsOfSparkGoToSparkSubmit() throws Exception {
    String root = directory.resolve("my backups").toUri().toString();
    List<String> given =
        longshore("--master", "yarn", "--deploy-mode", "client", "-q", "night")
            .ok("create", "full", root, "-t", "a,b", "-D", "spark.executor.memory=2g")
            .lines()
            .toList();
    assertThat(given)
        .containsSubsequence("--master", "yarn", "--deploy-mode", "client", "--queue", "night")
        .containsSubsequence("--conf", "spark.executor.memory=2g")
        .containsSubsequence("create", "full", root, "-t", "a,b")
        .contains("class path: " + conf);
    assertThat(given).anyMatch(line -> line.contains("longshore-spark-runtime-"));
  }

  @Test
  void inAClusterTheConfigurationGoesAlongAndYarnStartsItOnce() throws Exception {
    assertThat(
            longshore("--master", "yarn", "--deploy-mode", "cluster")
                .ok("merge", "backup_1")
                .lines())
        .containsSubsequence("--conf", "spark.yarn.maxAppAttempts=1")
        .containsSubsequence(
            "--conf", "spark.yarn.dist.files=" + conf.resolve("hbase-site.xml").toUri());
  }

  @Test
  void sparksOwnConfigurationIsHeeded() throws Exception {
    Files.writeString(
        spark.path().resolve("conf/spark-defaults.conf"),
        "spark.master yarn\nspark.submit.deployMode cluster\nspark.yarn.dist.files /a.txt\n");
    assertThat(longshore().ok("merge", "backup_1").lines())
        .containsSubsequence("--master", "yarn", "--deploy-mode", "cluster")
        .containsSubsequence("--conf", "spark.yarn.maxAppAttempts=1")
        .anyMatch(line -> line.startsWith("spark.yarn.dist.files=/a.txt,file:"));
    assertThat(longshore().run("--xcom-file", "x", "merge", "backup_1").exits(2).err())
        .contains("--xcom-file has no use in cluster mode");
    assertThat(longshore().run("sql", "-e", "SELECT `a`").exits(2).err()).contains("by a shell");
  }

  @Test
  void mistakesAreSaidBeforeAnythingIsSubmitted() throws Exception {
    String[] create = {"create", "full", directory.toUri() + "backups"};
    assertThat(longshore("--master", "nowhere").run(create).exits(2).err())
        .contains("\"nowhere\" is no master of Spark");
    assertThat(longshore("--deploy-mode", "far").run(create).exits(2).err())
        .contains("\"far\" is no deploy mode");
    assertThat(longshore("--master", "yarn").run("create", "full").exits(2).err())
        .contains("Missing required parameter");
    Longshore cluster = longshore("--master", "yarn", "--deploy-mode", "cluster");
    assertThat(cluster.run("sql").exits(2).err()).contains("no prompt in cluster mode");
    assertThat(cluster.run("sql", "-f", "x.sql").exits(2).err()).contains("use -e");
    assertThat(cluster.run("merge", "backup_1", "--xcom-file", "x").exits(2).err())
        .contains("--xcom-file has no use in cluster mode");
    Longshore none = new Longshore(new SparkHome(Path.of("")), conf, List.of("--master", "yarn"));
    assertThat(none.run(create).exits(1).err()).contains("SPARK_HOME is not set");
  }

  @Test
  void aMasterThatDoesNotAnswerIsSaidAtOnce() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    SparkHome real = SparkHome.install(directory.resolve("spark"), List.of());
    String master = "spark://127.0.0.1:" + free;
    Longshore.Run run =
        new Longshore(real, conf, List.of("--master", master)).run("sql", "-e", "SELECT 1");
    assertThat(run.exits(1).err())
        .contains("Spark does not start on " + master)
        .contains("Connection refused")
        .doesNotContain("\tat ");
  }

  private Longshore longshore(String... options) {
    return new Longshore(spark, conf, List.of(options));
  }
}
