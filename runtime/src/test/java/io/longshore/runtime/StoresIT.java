package io.longshore.runtime;

import static io.longshore.runtime.Longshore.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.EmbeddedHdfs;
import io.longshore.testing.S3Server;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HBase on an HDFS of two DataNodes, Spark's executors on the same two hosts, and images elsewhere:
 * on another HDFS, or in S3.
 */
class StoresIT {
  private static final TableName TABLE = TableName.valueOf("stored");
  private static final TableName AGAIN = TableName.valueOf("stored_again");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final String SMALL_PARTS = "-Dlongshore.copy.part.size=10MB";
  private static final int MEGABYTE = 1 << 20;
  private static final int ROWS = 48;

  @TempDir private Path directory;
  private EmbeddedHdfs hdfs;
  private EmbeddedHBase cluster;
  private EventLog events;
  private Path conf;

  @BeforeEach
  void start() throws IOException {
    // Blocks of HDFS are larger, but not larger than files.
    Configuration settings = new Configuration();
    settings.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 5);
    hdfs = new EmbeddedHdfs(directory.resolve("hdfs"), settings, 2);
    cluster =
        EmbeddedHBase.builder(directory.resolve("hbase"))
            .regionServers(2)
            .on(hdfs, "/hbase")
            .configure(each -> each.set("dfs.blocksize", "16777216"))
            .start();
    conf = cluster.writeConfiguration(directory.resolve("conf"));
    events = EventLog.in(directory.resolve("events"));
    cluster
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build(),
            new byte[][] {Bytes.toBytes("row-24")});
    write(0, ROWS);
    cluster.admin().flush(TABLE);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
    hdfs.close();
  }

  @Test
  @Tag("long")
  void imagesAreOnAnotherHdfsAndTasksAreWhereTheBytesAre() throws Exception {
    try (EmbeddedHdfs other = new EmbeddedHdfs(directory.resolve("other"), new Configuration(), 2);
        StandaloneCluster spark = StandaloneCluster.start(install(), directory, 2)) {
      Longshore submission = new Longshore(home(), conf, List.of("--master", spark.master()));
      comesBack(submission, other.configuration().get("fs.defaultFS") + "/backups");
      keepsOwners(
          submission,
          new org.apache.hadoop.fs.Path(other.configuration().get("fs.defaultFS") + "/exported"));
      assertThat(events.tasksOf("longshore-copy"))
          .filteredOn(task -> task.locality().equals("NODE_LOCAL"))
          .hasSizeGreaterThanOrEqualTo(2);
      assertThat(events.tasksOf("longshore-merge"))
          .isNotEmpty()
          .anyMatch(task -> task.locality().equals("NODE_LOCAL"));
    }
  }

  @Test
  void imagesAreInS3AndPartsComeFromSeveralExecutors() throws Exception {
    SparkHome home = install().withS3();
    try (S3Server s3 = s3();
        StandaloneCluster spark = StandaloneCluster.start(home, directory, 2)) {
      addToConfiguration(s3.settings(s3.port()));
      comesBack(
          new Longshore(home, conf, List.of("--master", spark.master())), "s3a://backups/hbase");
      assertThat(s3.uploads("backups")).doesNotContain("<Upload>");
      assertThat(events.tasksOf("longshore-copy"))
          .extracting(EventLog.Task::host)
          .contains("127.0.0.1", "127.0.0.2");
    }
    assertNoSecretIn(directory);
  }

  @Test
  @Tag("long")
  void anExecutorIsLostInTheMiddleOfAPart() throws Exception {
    SparkHome home = install().withS3();
    try (S3Server s3 = s3();
        StandaloneCluster spark = StandaloneCluster.start(home, directory, 2)) {
      addToConfiguration(s3.settings(s3.port()));
      losesAnExecutor(new Longshore(home, conf, List.of("--master", spark.master())), spark, s3);
    }
    assertNoSecretIn(directory);
  }

  private S3Server s3() throws Exception {
    return S3Server.start(
        Path.of(System.getProperty("longshore.s3"), "s3mock.jar"),
        directory.resolve("s3"),
        "backups");
  }

  private void comesBack(Longshore submission, String root) throws Exception {
    String full = id(submission.ok("create", "full", root, "-t", TABLE + "", SMALL_PARTS));
    write(ROWS / 2, ROWS + 4);
    TableCells expected = CellOracle.visible(cluster.connection(), TABLE);
    String next = id(submission.ok("create", "incremental", root));
    submission.ok("restore", root, next, "-t", TABLE + "", "-m", AGAIN + "", SMALL_PARTS);
    assertThat(expected.firstDifference(CellOracle.visible(cluster.connection(), AGAIN))).isEmpty();
    submission.ok("merge", "--full", full + "," + next);
  }

  /** Owner, group and permissions of every store file are those of the one that it is a copy of. */
  private void keepsOwners(Longshore submission, org.apache.hadoop.fs.Path target)
      throws Exception {
    cluster.admin().snapshot("owned", TABLE);
    FileSystem source =
        new org.apache.hadoop.fs.Path(hdfs.configuration().get("fs.defaultFS"))
            .getFileSystem(anyone());
    Map<String, FileStatus> owned = storeFiles(source, new org.apache.hadoop.fs.Path("/hbase"));
    assertThat(owned).isNotEmpty();
    for (FileStatus file : owned.values()) {
      source.setOwner(file.getPath(), "alice", "analysts");
      source.setPermission(file.getPath(), new FsPermission("640"));
    }
    submission.ok("export-snapshot", "-snapshot", "owned", "-copy-to", target + "");
    Map<String, FileStatus> copies = storeFiles(target.getFileSystem(anyone()), target);
    assertThat(copies.keySet()).isNotEmpty().isSubsetOf(owned.keySet());
    assertThat(copies.values())
        .allMatch(file -> file.getOwner().equals("alice") && file.getGroup().equals("analysts"))
        .allMatch(file -> file.getPermission().equals(new FsPermission("640")));
    cluster.admin().deleteSnapshot("owned");
  }

  private static Configuration anyone() {
    return new Configuration(false);
  }

  /** Those of the table, by name, in its place or in the archive. */
  private static Map<String, FileStatus> storeFiles(FileSystem fs, org.apache.hadoop.fs.Path root)
      throws IOException {
    Map<String, FileStatus> files = new HashMap<>();
    RemoteIterator<LocatedFileStatus> all = fs.listFiles(root, true);
    while (all.hasNext()) {
      FileStatus file = all.next();
      org.apache.hadoop.fs.Path family = file.getPath().getParent();
      if (family.getName().equals("f")
          && family.getParent().getParent().getName().equals(TABLE + "")) {
        files.put(file.getPath().getName(), file);
      }
    }
    return files;
  }

  /** What it had sent of it is of no use, and the upload goes on. */
  private void losesAnExecutor(Longshore submission, StandaloneCluster spark, S3Server s3)
      throws Exception {
    String root = "s3a://backups/lost";
    Path out = conf.resolve("lost.txt");
    Process backup =
        submission.start(
            out,
            conf.resolve("lost.err"),
            "create",
            "full",
            root,
            "-t",
            TABLE + "",
            SMALL_PARTS,
            "--bandwidth-total",
            "4MB/s");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> s3.uploads("backups").contains("<Upload>") || !backup.isAlive());
    // Some of a part has gone by then, and not all of any.
    Thread.sleep(2000);
    List<ProcessHandle> executors = spark.executors();
    assertThat(executors).hasSize(2);
    executors.get(0).destroyForcibly();
    assertThat(backup.waitFor()).as(Files.readString(conf.resolve("lost.err"))).isZero();
    assertThat(s3.uploads("backups")).doesNotContain("<Upload>");
    TableCells expected = CellOracle.visible(cluster.connection(), TABLE);
    String image = id(Files.readString(out));
    assertThat(submission.ok("verify", root, image, "--deep")).contains("is good");
    submission.ok("restore", root, image, "-t", TABLE + "", "-m", AGAIN + "", "-o");
    assertThat(expected.firstDifference(CellOracle.visible(cluster.connection(), AGAIN))).isEmpty();
  }

  private SparkHome home() {
    return new SparkHome(directory.resolve("spark"));
  }

  private SparkHome install() throws IOException {
    List<String> settings = new ArrayList<>(events.settings());
    settings.addAll(
        List.of(
            "spark.driver.host 127.0.0.1",
            "spark.driver.bindAddress 127.0.0.1",
            "spark.driver.memory 512m",
            "spark.executor.memory 512m"));
    return SparkHome.install(directory.resolve("spark"), settings);
  }

  private void addToConfiguration(Map<String, String> settings) throws IOException {
    Configuration core = new Configuration(false);
    Path file = conf.resolve("core-site.xml");
    core.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
    settings.forEach(core::set);
    try (var out = Files.newOutputStream(file)) {
      core.writeXml(out);
    }
  }

  /**
   * In what Spark and we wrote: logs of events and of processes, outputs, journals. What HBase
   * writes comes and goes.
   */
  private static void assertNoSecretIn(Path directory) throws IOException {
    int looked = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(each -> !each.endsWith("core-site.xml") && !Files.isSymbolicLink(each))
              .filter(each -> !each.startsWith(directory.resolve("hdfs")))
              .filter(each -> !each.startsWith(directory.resolve("hbase")))
              .toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains("longshore-secret"))
            .as("%s", file)
            .isFalse();
        looked++;
      }
    }
    assertThat(looked).isGreaterThan(20);
  }

  private void write(int from, int to) throws IOException {
    Random random = new Random(from);
    try (Table table = cluster.connection().getTable(TABLE)) {
      for (int i = from; i < to; i++) {
        byte[] value = new byte[MEGABYTE];
        random.nextBytes(value);
        table.put(new Put(Bytes.toBytes("row-" + i)).addColumn(FAMILY, Bytes.toBytes("v"), value));
      }
    }
  }
}
