package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks that sort WALs fail, run twice, and die in the middle of their files. They write straight
 * into the image, under names that no other attempt has: what is there in the end has each cell
 * once.
 */
class SortRetryTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final List<byte[]> FAMILIES = List.of(Bytes.toBytes("a"), Bytes.toBytes("b"));
  private static final byte[] QUALIFIER = Bytes.toBytes("q");

  private final Admin admin = CLUSTER.admin();
  private final Random random = new Random(1);
  @TempDir private Path directory;
  private TableName table;

  @BeforeEach
  void createTable(TestInfo test) throws IOException {
    admin.compactionSwitch(false, List.of());
    table = TableName.valueOf(test.getTestMethod().orElseThrow().getName());
    TableDescriptorBuilder descriptor = TableDescriptorBuilder.newBuilder(table);
    for (byte[] family : FAMILIES) {
      descriptor.setColumnFamily(
          ColumnFamilyDescriptorBuilder.newBuilder(family)
              .setMaxVersions(10)
              .setKeepDeletedCells(KeepDeletedCells.TRUE)
              .build());
    }
    admin.createTable(
        descriptor.build(),
        new byte[][] {Bytes.toBytes("1"), Bytes.toBytes("2"), Bytes.toBytes("3")});
  }

  @AfterEach
  void dropTable() throws IOException {
    BrokenFileSystem.breakDown(0, "");
    CLUSTER.drop(table);
    admin.compactionSwitch(true, List.of());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTaskThatFailedAfterSomeFilesIsTriedAgain(boolean strands) throws IOException {
    String root = directory.resolve("backups").toUri().toString();
    String broken = root.replace("file:", "broken:");
    CommandRun.ok(CLUSTER, "create", "full", broken, "-t", table + "", BrokenFileSystem.OPTION);
    // Every region and family has some: a task writes several files.
    write(4, 50, 100);
    BrokenFileSystem.breakDownAfter(3, 1, "Input/output error", strands);
    String image =
        CommandRun.ok(CLUSTER, "create", "incremental", broken, BrokenFileSystem.OPTION).imageId();
    assertThat(BrokenFileSystem.FAILURES).hasValue(0);
    assertThat(BrokenFileSystem.STRANDED.get() > 0).isEqualTo(strands);
    BrokenFileSystem.breakDown(0, "");
    Leftovers.assertNone(CLUSTER, root);
    assertOnce(root, image);
  }

  /** What is left of the image after the last attempt failed too is nothing. */
  @Test
  void aTaskThatFailsEachTimeFailsTheBackupAndLeavesNothing() throws IOException {
    String root = directory.resolve("backups").toUri().toString();
    String broken = root.replace("file:", "broken:");
    CommandRun.ok(CLUSTER, "create", "full", broken, "-t", table + "", BrokenFileSystem.OPTION);
    write(4, 50, 100);
    BrokenFileSystem.breakDownAfter(3, 1000, "Input/output error", true);
    CommandRun run =
        CommandRun.of(CLUSTER, "create", "incremental", broken, BrokenFileSystem.OPTION);
    BrokenFileSystem.breakDown(0, "");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("Input/output error").doesNotContain("\tat ");
    Leftovers.assertNone(CLUSTER, root);
    try (Stream<Path> images = Files.list(directory.resolve("backups"))) {
      assertThat(images.filter(each -> each.getFileName().toString().startsWith("backup_")))
          .hasSize(1);
    }
    String image =
        CommandRun.ok(CLUSTER, "create", "incremental", broken, BrokenFileSystem.OPTION).imageId();
    assertOnce(root, image);
  }

  @Test
  @Tag("long")
  void aTaskRanTwiceAndAnExecutorWasKilled() throws Exception {
    String root = directory.resolve("backups").toUri().toString();
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", table + "");
    // All in the first regions: whoever has the others ends soon, and does the same work again.
    write(2, 20, 50 << 10);
    List<String> line =
        new ArrayList<>(
            List.of(
                "create",
                "incremental",
                root,
                "--bandwidth-total",
                "1MB/s",
                "-Dspark.extraListeners=" + TaskWitness.class.getName(),
                "-Dspark.speculation=true",
                "-Dspark.speculation.efficiency.enabled=false",
                "-Dspark.speculation.interval=50ms",
                "-Dspark.speculation.multiplier=0.1",
                "-Dspark.speculation.quantile=0.1",
                "-Dspark.speculation.minTaskRuntime=50ms"));
    String said;
    try (SparkCluster spark = new SparkCluster(directory.resolve("spark"))) {
      line.addAll(spark.options());
      Driver.Running create = Driver.start(CLUSTER, line.toArray(String[]::new));
      Awaitility.await("files of two attempts")
          .atMost(Duration.ofSeconds(90))
          .until(() -> storeFiles() >= 2 || !create.process().isAlive());
      spark.executors().get(0).destroyForcibly();
      assertThat(create.status()).as(create.said()).isZero();
      said = create.said();
    }
    assertThat(said).contains(TaskWitness.SPECULATIVE, TaskWitness.LOST);
    String id = said.lines().filter(word -> word.startsWith("backup_")).findFirst().orElseThrow();
    Leftovers.assertNone(CLUSTER, root);
    assertOnce(root, id.substring(0, id.indexOf(':')));
  }

  /** Of the image that is being made: the full one, of an empty table, has none. */
  private long storeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("backups"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{32}"))
          .filter(Files::isRegularFile)
          .count();
    } catch (UncheckedIOException e) {
      // Something was deleted under way.
      return 0;
    }
  }

  private void assertOnce(String root, String image) throws IOException {
    TableCells live = CellOracle.raw(CLUSTER.connection(), table);
    ImageCells.assertOnce(root, image, live);
    CommandRun.ok(CLUSTER, "verify", root, image);
    TableName copy = TableName.valueOf(table + "_copy");
    CommandRun.ok(CLUSTER, "restore", root, image, "-t", table + "", "-m", copy + "");
    assertThat(live.firstDifference(CellOracle.raw(CLUSTER.connection(), copy))).isEmpty();
    CLUSTER.drop(copy);
  }

  /** Rows in some of the four regions, each cell in two versions, and a delete now and then. */
  private void write(int regions, int rows, int length) throws IOException {
    try (Table client = CLUSTER.connection().getTable(table)) {
      for (int i = 0; i < regions * rows; i++) {
        byte[] row = Bytes.toBytes(i % regions + "-" + i);
        for (byte[] family : FAMILIES) {
          for (long version = 1; version <= 2; version++) {
            byte[] value = new byte[length];
            random.nextBytes(value);
            client.put(new Put(row).addColumn(family, QUALIFIER, version, value));
          }
          if (i % 7 == 0) {
            client.delete(new Delete(row).addColumn(family, QUALIFIER, 1));
          }
        }
      }
    }
  }
}
