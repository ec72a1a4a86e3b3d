package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.copy.TargetStore;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.RandomTable;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.SharedStore;
import io.longshore.testing.Step;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupInfo;
import org.apache.hadoop.hbase.backup.BackupType;
import org.apache.hadoop.hbase.backup.impl.BackupSystemTable;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.shaded.protobuf.generated.BackupProtos;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HBase's own backup tools and ours read, continue and end what the other made. */
@Tag("stores")
class InteropTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;

  @Test
  void stockRestoresWhatWeBackedUp() throws Exception {
    TableName name = table("interop_1");
    String root = root("backups");
    String image = CommandRun.ok(CLUSTER, "create", "full", root, "-t", "interop_1").imageId();
    assertStockRestores(root, image, name, TableName.valueOf("interop_1_copy"));
  }

  @Test
  @Tag("local")
  void stockRestoresWhatWeBackedUpThoughTasksFailedInTheMiddleOfFiles() throws Exception {
    TableName name = table("interop_2");
    BrokenFileSystem.breakDown(3, "Input/output error");
    CommandRun create =
        CommandRun.ok(
            CLUSTER,
            "create",
            "full",
            root("backups").replace("file:", "broken:"),
            "-t",
            "interop_2",
            BrokenFileSystem.OPTION,
            "-Dlongshore.copy.attempts=1");
    assertThat(BrokenFileSystem.FAILURES).hasValue(0);
    // HBase's tools know nothing of the broken disk; the image does not care where it lies.
    String root = root("backups");
    CommandRun.ok(CLUSTER, "verify", root, create.imageId());
    Leftovers.assertNone(CLUSTER, root);
    assertStockRestores(root, create.imageId(), name, TableName.valueOf("interop_2_copy"));
  }

  @Test
  void weRestoreWhatStockBackedUp() throws Exception {
    TableName name = TableName.valueOf("interop_3");
    RandomTable table = RandomTable.of(name, 33, EnumSet.allOf(RandomTable.Feature.class));
    table.create(admin);
    new RandomWorkload(
            table.descriptor(),
            33,
            EnumSet.of(Step.PUT, Step.REWRITE, Step.DELETE_FAMILY, Step.FLUSH))
        .run(CLUSTER.connection(), 60);
    admin.compactionSwitch(false, List.of());
    admin.flush(name);
    TableCells raw = CellOracle.raw(CLUSTER.connection(), name);
    String root = root("stock");
    String image = Stock.create(CLUSTER, BackupType.FULL, root, name);
    CommandRun.ok(CLUSTER, "restore", root, image, "-t", "interop_3", "-m", "interop_3_copy");
    admin.compactionSwitch(true, List.of());
    assertThat(
            raw.firstDifference(
                CellOracle.raw(CLUSTER.connection(), TableName.valueOf("interop_3_copy"))))
        .isEmpty();

    CommandRun verify = CommandRun.of(CLUSTER, "verify", root, image);
    assertThat(verify.status()).isEqualTo(3);
    assertThat(verify.err()).contains("has no inventory: another tool made it");
    CommandRun.ok(CLUSTER, "verify", root, image, "--against-live");
  }

  @Test
  void stockRestoresOurChain() throws Exception {
    TableName name = table("interop_8");
    String root = root("backups");
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", "interop_8");
    String image = "";
    for (int i = 0; i < 2; i++) {
      writeMore(name, "ours" + i);
      image = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    }
    assertStockRestores(root, image, name, TableName.valueOf("interop_8_copy"));
  }

  @Test
  void weRestoreAChainOfStock() throws Exception {
    TableName name = table("interop_9");
    String root = root("stock");
    Stock.create(CLUSTER, BackupType.FULL, root, name);
    writeMore(name, "first");
    Stock.create(CLUSTER, BackupType.INCREMENTAL, root, name);
    writeMore(name, "second");
    String image = Stock.create(CLUSTER, BackupType.INCREMENTAL, root, name);
    TableName copy = TableName.valueOf("interop_9_copy");
    CommandRun.ok(CLUSTER, "restore", root, image, "-t", "interop_9", "-m", "interop_9_copy");
    assertThat(
            CellOracle.visible(CLUSTER.connection(), name)
                .firstDifference(CellOracle.visible(CLUSTER.connection(), copy)))
        .isEmpty();
  }

  @Test
  @Tag("smoke")
  void eachContinuesWhatTheOtherMade() throws Exception {
    TableName name = table("interop_10");
    String root = root("mixed");
    Stock.create(CLUSTER, BackupType.FULL, root, name);
    writeMore(name, "ours");
    CommandRun.ok(CLUSTER, "create", "incremental", root, "-t", "interop_10");
    writeMore(name, "theirs");
    String theirs = Stock.create(CLUSTER, BackupType.INCREMENTAL, root, name);
    assertStockRestores(root, theirs, name, TableName.valueOf("interop_10_stock"));
    writeMore(name, "ours again");
    String last = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    CommandRun.ok(CLUSTER, "restore", root, last, "-t", "interop_10", "-m", "interop_10_ours");
    assertThat(
            CellOracle.visible(CLUSTER.connection(), name)
                .firstDifference(
                    CellOracle.visible(CLUSTER.connection(), TableName.valueOf("interop_10_ours"))))
        .isEmpty();
  }

  /** Rows that nobody wrote before, since stock cannot order equal keys. */
  private static void writeMore(TableName name, String what) throws IOException {
    try (Table table = CLUSTER.connection().getTable(name)) {
      byte[] family = table.getDescriptor().getColumnFamilyNames().iterator().next();
      for (int i = 0; i < 50; i++) {
        table.put(
            new Put(Bytes.toBytes(what + i))
                .addColumn(family, Bytes.toBytes("q"), Bytes.toBytes(what)));
      }
    }
  }

  @Test
  void eachListsWhatTheOtherMade() throws Exception {
    TableName name = table("interop_4");
    String root = root("backups");
    String ours = CommandRun.ok(CLUSTER, "create", "full", root, "-t", "interop_4").imageId();
    String theirs = Stock.create(CLUSTER, BackupType.FULL, root, name);

    assertThat(Stock.driver(CLUSTER, "history", "-n", "5")).contains(ours, theirs);
    assertThat(Stock.driver(CLUSTER, "describe", ours))
        .contains(ours, "Type=FULL", "Tables={interop_4}", "State=COMPLETE", "Progress=100%");
    for (String[] command : new String[][] {{"history"}, {"history", "-p", root}}) {
      CommandRun history = CommandRun.ok(CLUSTER, command);
      assertThat(history.out()).contains(ours, theirs);
      assertThat(history.out().indexOf(theirs)).isLessThan(history.out().indexOf(ours));
    }
    assertThat(CommandRun.ok(CLUSTER, "describe", theirs).out())
        .contains("Type:      FULL", "State:     COMPLETE", "Inventory: none");
  }

  @Test
  void setsAreSharedBothWays() throws Exception {
    table("interop_5");
    CommandRun.ok(CLUSTER, "set", "add", "ours", "interop_5");
    assertThat(Stock.driver(CLUSTER, "set", "list")).contains("ours={interop_5}");
    Stock.driver(CLUSTER, "set", "add", "theirs", "interop_5");
    assertThat(CommandRun.ok(CLUSTER, "set", "describe", "theirs").out())
        .contains("theirs={interop_5}");
    String root = root("backups");
    String image = CommandRun.ok(CLUSTER, "create", "full", root, "-s", "theirs").imageId();
    assertThat(CommandRun.ok(CLUSTER, "describe", image).out()).contains("interop_5");
    CommandRun.ok(CLUSTER, "set", "delete", "theirs");
    CommandRun.ok(CLUSTER, "set", "delete", "ours");
    assertThat(CommandRun.ok(CLUSTER, "set", "list").out()).doesNotContain("ours", "theirs");
  }

  @Test
  void aManifestThatAnotherToolRewroteOutdatesTheInventory() throws Exception {
    table("interop_6");
    String root = root("backups");
    String image = CommandRun.ok(CLUSTER, "create", "full", root, "-t", "interop_6").imageId();
    org.apache.hadoop.fs.Path manifest =
        new org.apache.hadoop.fs.Path(root, image + "/.backup.manifest");
    FileSystem fs = store(manifest);
    BackupProtos.BackupImage before;
    try (InputStream in = fs.open(manifest)) {
      before = BackupProtos.BackupImage.parseFrom(in);
    }
    try (OutputStream out = fs.create(manifest, true)) {
      before.toBuilder().setCompleteTs(before.getCompleteTs() + 1).build().writeTo(out);
    }

    CommandRun verify = CommandRun.of(CLUSTER, "verify", root, image);
    assertThat(verify.status()).isEqualTo(3);
    assertThat(verify.err()).contains("was rewritten by another tool");
    CommandRun.ok(CLUSTER, "verify", root, image, "--against-live");
    CommandRun.ok(CLUSTER, "restore", root, image, "-t", "interop_6", "-m", "interop_6_copy");
  }

  @Test
  void repairEndsADeadSessionOfStockIfForced() throws Exception {
    TableName name = table("interop_7");
    String root = root("backups");
    String dead = "backup_" + System.currentTimeMillis();
    String snapshot = "snapshot_" + dead.substring(7) + "_default_interop_7";
    try (BackupSystemTable system = new BackupSystemTable(CLUSTER.connection())) {
      BackupInfo info = new BackupInfo(dead, BackupType.FULL, new TableName[] {name}, root);
      system.startBackupExclusiveOperation();
      BackupSystemTable.snapshot(CLUSTER.connection());
      info.setStartTs(System.currentTimeMillis());
      info.setState(BackupInfo.BackupState.RUNNING);
      info.setPhase(BackupInfo.BackupPhase.SNAPSHOT);
      info.setSnapshotName(name, snapshot);
      system.updateBackupInfo(info);
    }
    admin.snapshot(snapshot, name);
    org.apache.hadoop.fs.Path half = new org.apache.hadoop.fs.Path(root, dead + "/default");
    store(half).mkdirs(half);

    CommandRun create = CommandRun.of(CLUSTER, "create", "full", root, "-t", "interop_7");
    assertThat(create.status()).isEqualTo(11);
    assertThat(create.err()).contains("a session of the stock tools", "repair --force");
    assertThat(CommandRun.ok(CLUSTER, "repair", "-p", root).out()).contains("left alone");
    assertThat(CommandRun.ok(CLUSTER, "repair", "--force", "--dry-run").out())
        .contains(dead + ": would be rolled back");
    assertThat(admin.listSnapshots()).anyMatch(each -> each.getName().equals(snapshot));
    assertThat(CommandRun.ok(CLUSTER, "repair", "--force").out()).contains(dead + ": rolled back");

    Leftovers.assertNone(CLUSTER, root);
    assertThat(admin.listSnapshots()).isEmpty();
    assertThat(CommandRun.ok(CLUSTER, "describe", dead).out()).contains("State:     FAILED");
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", "interop_7");
    Stock.create(CLUSTER, BackupType.FULL, root, name);
  }

  private static void assertStockRestores(String root, String image, TableName name, TableName copy)
      throws IOException {
    Stock.restore(CLUSTER, root, image, name, copy);
    TableCells source = CellOracle.visible(CLUSTER.connection(), name);
    assertThat(source.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
    assertThat(source.size()).isPositive();
  }

  /**
   * A table that stock can restore: stock sorts a full image without sequence ids, so no cell is
   * written twice.
   */
  private TableName table(String name) throws IOException {
    TableName table = TableName.valueOf(name);
    admin.createTable(
        TableDescriptorBuilder.newBuilder(table)
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(FAMILY).setMaxVersions(3).build())
            .build(),
        new byte[][] {Bytes.toBytes("row-3"), Bytes.toBytes("row-6")});
    try (Table rows = CLUSTER.connection().getTable(table)) {
      for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < 100; i++) {
          byte[] row = Bytes.toBytes("row-" + i);
          rows.put(new Put(row).addColumn(FAMILY, FAMILY, round, Bytes.toBytes(round * i)));
          if (i % 7 == round) {
            rows.delete(new Delete(row).addColumns(FAMILY, FAMILY, round - 1));
          }
        }
        admin.flush(table);
      }
    }
    return table;
  }

  private static FileSystem store(org.apache.hadoop.fs.Path path) throws IOException {
    return TargetStore.rawFileSystem(path, CLUSTER.configuration());
  }

  private String root(String name) {
    return SharedStore.get().root(directory, name);
  }
}
