package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.launcher.Driver.Moment;
import io.longshore.launcher.session.SessionSteps;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An incremental backup, or the restore of a chain, may be killed at any moment of any step: no
 * edit is ever left out of the images after it.
 */
class IncrementalKillTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final TableName TABLE = TableName.valueOf("kill_increments");
  private static final TableName COPY = TableName.valueOf("kill_increments_copy");
  private static final Admin ADMIN = CLUSTER.admin();
  @TempDir private static Path directory;
  private static int written;

  @BeforeAll
  static void makeATable() throws IOException {
    ADMIN.compactionSwitch(false, List.of());
    ADMIN.createTable(
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .build(),
        new byte[][] {Bytes.toBytes("5")});
  }

  @AfterAll
  static void dropIt() throws IOException {
    CLUSTER.drop(TABLE);
    ADMIN.compactionSwitch(true, List.of());
  }

  static Stream<Arguments> momentsOfABackup() throws IOException {
    return Driver.momentsOf(SessionSteps.ofIncrementalBackup(CLUSTER));
  }

  static Stream<Arguments> momentsOfLoading() {
    return Driver.momentsOf(List.of("copy-files", "load-images"));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("momentsOfABackup")
  void noEditIsLeftOutAfterAKill(String step, Moment moment, int index) throws Exception {
    String root = directory.resolve("backups-" + index).toUri().toString();
    write(3);
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", TABLE.getNameAsString());
    write(3);
    Driver.Running killed = Driver.killAt(CLUSTER, moment, step, "create", "incremental", root);
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    write(3);
    switch ((index + index / 3) % 3) {
      case 0 -> CommandRun.ok(CLUSTER, "create", "incremental", root, "--resume");
      case 1 -> CommandRun.ok(CLUSTER, "repair", "-p", root);
      default -> CommandRun.ok(CLUSTER, "create", "incremental", root);
    }
    write(3);
    String last = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    Leftovers.assertNone(CLUSTER, root);
    CommandRun.ok(CLUSTER, "verify", root, last);
    CommandRun.ok(
        CLUSTER,
        "restore",
        root,
        last,
        "-m",
        COPY.getNameAsString(),
        "-t",
        TABLE.getNameAsString());
    assertCopied();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("momentsOfLoading")
  void aRestoreOfAChainIsFinishedOrUndone(String step, Moment moment, int index) throws Exception {
    String root = directory.resolve("chain-" + index).toUri().toString();
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", TABLE.getNameAsString());
    write(3);
    CommandRun.ok(CLUSTER, "create", "incremental", root);
    write(3);
    String last = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    Driver.Running killed =
        Driver.killAt(
            CLUSTER,
            moment,
            step,
            "restore",
            root,
            last,
            "-m",
            COPY.getNameAsString(),
            "-t",
            TABLE.getNameAsString());
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    if (index % 2 == 0) {
      CommandRun.ok(CLUSTER, "restore", root, "--resume");
      assertCopied();
    } else {
      CommandRun.ok(CLUSTER, "repair", "-p", root);
      if (step.equals("load-images") && moment == Moment.DONE) {
        assertCopied();
      } else {
        assertThat(ADMIN.tableExists(COPY)).isFalse();
      }
    }
    Leftovers.assertNone(CLUSTER, root);
  }

  private static void assertCopied() throws IOException {
    TableCells live = CellOracle.raw(CLUSTER.connection(), TABLE);
    assertThat(live.firstDifference(CellOracle.raw(CLUSTER.connection(), COPY))).isEmpty();
    CLUSTER.drop(COPY);
  }

  /** New rows, and one cell that every call writes anew under one timestamp. */
  private static void write(int rows) throws IOException {
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      for (int i = 0; i < rows; i++) {
        byte[] value = Bytes.toBytes("" + written++);
        table.put(
            List.of(
                new Put(value).addColumn(FAMILY, FAMILY, value),
                new Put(Bytes.toBytes("same")).addColumn(FAMILY, FAMILY, 1, value)));
      }
    }
  }
}
