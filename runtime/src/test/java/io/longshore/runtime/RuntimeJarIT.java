package io.longshore.runtime;

import static io.longshore.runtime.Longshore.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar in a Spark that knows nothing else: Spark's published jars, with their shaded Hadoop, and
 * {@code spark-submit}.
 */
class RuntimeJarIT {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("runtime");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final String JAR = System.getProperty("longshore.runtime");

  @TempDir static Path directory;

  @BeforeAll
  static void load() throws IOException {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .setValue("longshore.columns", "id string :key, n long f:n")
                .build());
    write();
    CLUSTER.admin().snapshot("runtime-1", TABLE);
    CLUSTER.writeConfiguration(directory.resolve("conf"));
  }

  private static void write() throws IOException {
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      for (long i = 0; i < 1000; i++) {
        table.put(
            new Put(Bytes.toBytes(String.format("row-%03d", i)))
                .addColumn(FAMILY, Bytes.toBytes("n"), Bytes.toBytes(i)));
      }
    }
  }

  @AfterAll
  static void drop() throws IOException {
    CLUSTER.admin().deleteSnapshots(Pattern.compile("runtime-.*"));
    CLUSTER.drop(TABLE);
  }

  @Test
  void itCarriesHBaseAndUsAndNothingThatSparkHas() throws IOException {
    Set<String> packages = new TreeSet<>();
    List<String> strangers = new ArrayList<>();
    Pattern ours =
        Pattern.compile(
            "io/longshore/|org/apache/hadoop/hbase/|org/apache/hbase/|io/opentelemetry/|picocli/"
                + "|dev/failsafe/|org/jline/|com/lmax/disruptor/|org/jcodings/|org/joni/"
                // HBase's own, in packages of Hadoop's name.
                + "|org/apache/hadoop/metrics2/Metric(Histogram|sExecutor)\\.class"
                + "|org/apache/hadoop/metrics2/impl/MetricsExportHelper\\.class"
                // Of HBase's Jersey, for later JDKs.
                + "|META-INF/versions/\\d+/org/(apache/hbase|glassfish)/");
    try (JarFile jar = new JarFile(JAR)) {
      jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class"))
          .forEach(
              name -> {
                packages.add(name.replaceAll("^((?:[^/]+/){1,3}).*", "$1"));
                if (!ours.matcher(name).lookingAt()) {
                  strangers.add(name);
                }
              });
    }
    assertThat(packages).contains("io/longshore/launcher/", "org/apache/hadoop/");
    assertThat(strangers).as("of " + packages).isEmpty();
  }

  @Test
  void aQueryRunsInASparkThatKnowsNothingElse() throws Exception {
    String out =
        submit(
            "sql",
            "--output",
            "csv",
            "-e",
            "SELECT count(*) AS rows, sum(n) AS total, max(id) AS last"
                + " FROM snapshots.default.runtime WHERE id >= 'row-500'");
    assertThat(out).isEqualTo("rows,total,last\n500,374750,row-999\n");
  }

  /** All but the demo, which needs what the jar has not: an HBase. */
  @Test
  @Tag("long")
  void everyCommandRuns() throws Exception {
    String root = directory.resolve("backups").toUri().toString();
    Set<String> left = commandsIn(submit("--help"));
    submit(left, "check", root);
    String full = id(submit(left, "create", "full", root, "-t", "runtime"));
    write();
    String next = id(submit(left, "create", "incremental", root));
    assertThat(submit(left, "history", "-p", root)).contains(full, next);
    assertThat(submit(left, "describe", next)).contains(next, "runtime");
    assertThat(submit(left, "progress")).isEqualTo("Nothing runs.\n");
    submit(left, "set", "add", "nightly", "runtime");
    submit(left, "set", "delete", "nightly");
    submit(left, "verify", root, next);
    submit(left, "restore", root, next, "-t", "runtime", "-m", "runtime_again");
    TableName again = TableName.valueOf("runtime_again");
    try (Table table = CLUSTER.connection().getTable(again)) {
      assertThat(table.getScanner(FAMILY)).hasSize(1000);
    }
    CLUSTER.drop(again);
    String merged = id(submit(left, "merge", "--full", full + "," + next));
    assertThat(submit(left, "expire", root, "--keep-full", "1")).contains("Deleted 0 images");
    assertThat(submit(left, "delete", "-l", merged)).contains("Deleted 1 image");
    assertThat(submit(left, "repair")).isEqualTo("There is nothing to repair.\n");
    assertThat(submit(left, "completion")).contains("longshore");
    String exported = directory.resolve("exported").toUri().toString();
    submit(left, "export-snapshot", "-snapshot", "runtime-1", "-copy-to", exported);
    assertThat(directory.resolve("exported/.hbase-snapshot/runtime-1")).isDirectory();
    String sorted = directory.resolve("sorted").toUri().toString();
    submit(left, "wal-to-hfiles", "--wals", wals(), "--tables", "runtime", "--output", sorted);
    assertThat(directory.resolve("sorted/default/runtime")).isDirectory();
    String count = "SELECT count(*) AS rows FROM snapshots.default.runtime";
    assertThat(submit(left, "sql", "--output", "csv", "-e", count)).isEqualTo("rows\n1000\n");
    assertThat(left).containsExactlyInAnyOrder("cancel", "demo");
    assertThat(new Submission(directory, "local[2]").run("cancel").exits(1).err())
        .contains("No backup of Longshore's runs");
  }

  private static Set<String> commandsIn(String help) {
    String listed = help.substring(help.indexOf("Commands:"));
    return Pattern.compile("^  ([a-z]\\S*)", Pattern.MULTILINE)
        .matcher(listed)
        .results()
        .map(command -> command.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One of the commands that are left. */
  private static String submit(Set<String> left, String... args) throws Exception {
    left.remove(args[0]);
    return submit(args);
  }

  /** Beside an application of others; Spark's own starter of classes stands for that here. */
  @Test
  void jarsBringEverySource() throws Exception {
    write();
    String root = directory.resolve("of-jars").toUri().toString();
    submit("create", "full", root, "-t", "runtime");
    Submission others =
        new Submission(
            directory,
            "local[2]",
            List.of("--jars", JAR, "--class", "io.longshore.launcher.Main", "spark-internal"));
    String out =
        others.ok(
            "sql",
            "--output",
            "csv",
            "-e",
            "CREATE TEMPORARY VIEW snapshot USING hbase_snapshot OPTIONS (snapshot 'runtime-1',"
                + " columns 'id string :key');"
                + "CREATE TEMPORARY VIEW backup USING hbase_backup OPTIONS (root '"
                + root
                + "', table 'runtime', columns 'id string :key');"
                + "CREATE TEMPORARY VIEW wal USING hbase_wal;"
                + "SELECT (SELECT count(*) FROM snapshot) AS snapshot,"
                + " (SELECT count(*) FROM backup) AS backup,"
                + " (SELECT count(DISTINCT row) FROM wal WHERE table = 'runtime') AS wal");
    assertThat(out).endsWith("snapshot,backup,wal\n1000,1000,1000\n");
  }

  /** As those submit that know classes, and not commands. */
  @Test
  void jobsAreClassesToo() throws Exception {
    String snapshots = directory.resolve("of-class").toUri().toString();
    String root = directory.resolve("of-classes").toUri().toString();
    job("ExportSnapshot", "-snapshot", "runtime-1", "-copy-to", snapshots);
    String full = id(submit("create", "full", root, "-t", "runtime"));
    assertThat(job("VerifyImage", root, full)).contains("is good");
    write();
    String next = id(submit("create", "incremental", root));
    String merged = job("MergeImages", "--full", full + "," + next);
    assertThat(merged).contains("became backup_");
    job("RestoreImage", root, "latest", "-t", "runtime", "-m", "runtime_of_classes");
    CLUSTER.drop(TableName.valueOf("runtime_of_classes"));
    write();
    String sorted = directory.resolve("sorted-of-class").toUri().toString();
    job("WalToHFiles", "--wals", wals(), "--tables", "runtime", "--output", sorted);
    assertThat(directory.resolve("sorted-of-class/default/runtime")).isDirectory();
  }

  private static String wals() {
    return CLUSTER.configuration().get("hbase.rootdir") + "/WALs";
  }

  private static String job(String name, String... args) throws Exception {
    return new Submission(
            directory, "local[2]", List.of("--class", "io.longshore.launcher.job." + name, JAR))
        .ok(args);
  }

  /** Out of a repository of Maven's layout, with what its descriptor asks for: nothing. */
  @Test
  void packagesBringIt() throws Exception {
    String artifact = "longshore-spark-runtime-3.5_2.12";
    String version = Path.of(JAR).getFileName().toString().replaceAll(artifact + "-|\\.jar", "");
    Path repository = directory.resolve("repository/io/longshore");
    Path place = Files.createDirectories(repository.resolve(artifact).resolve(version));
    String name = artifact + "-" + version;
    Files.copy(Path.of(JAR), place.resolve(name + ".jar"));
    Files.copy(Path.of("dependency-reduced-pom.xml"), place.resolve(name + ".pom"));
    Path parent = Files.createDirectories(repository.resolve("longshore-parent").resolve(version));
    Files.copy(Path.of("../pom.xml"), parent.resolve("longshore-parent-" + version + ".pom"));
    String out =
        new Submission(
                directory,
                "local[2]",
                List.of(
                    "--repositories",
                    directory.resolve("repository").toUri().toString(),
                    "--packages",
                    "io.longshore:" + artifact + ":" + version,
                    "--conf",
                    "spark.jars.ivy=" + directory.resolve("ivy"),
                    "--class",
                    "io.longshore.launcher.Main",
                    "spark-internal"))
            .ok(
                "sql",
                "--output",
                "csv",
                "-e",
                "SELECT count(*) AS rows FROM snapshots.default.runtime");
    assertThat(out).endsWith("rows\n1000\n");
  }

  private static String submit(String... args) throws Exception {
    return new Submission(directory, "local[2]").ok(args);
  }
}
