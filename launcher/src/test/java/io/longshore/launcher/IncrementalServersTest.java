package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.backup.BackupSystem;
import io.longshore.core.image.ImageId;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.RandomTable;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.Step;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Row;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Region servers die, come back and join between and during backups; each writes several WALs at
 * once, and its archived ones lie in a directory of its own. The cleaners spare nothing they need
 * not spare.
 */
class IncrementalServersTest {
  @TempDir private static Path home;
  private static EmbeddedHBase cluster;
  private static Admin admin;
  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        EmbeddedHBase.builder(home)
            .regionServers(2)
            .eagerCleaners()
            .encryption()
            // Of servers that join too: a compaction that purges a delete lets older puts be seen.
            .set("hbase.regionserver.compaction.enabled", "false")
            .set("hbase.wal.provider", "multiwal")
            .set("hbase.wal.regiongrouping.delegate.provider", "filesystem")
            .set("hbase.separate.oldlogdir.by.regionserver", "true")
            .start();
    admin = cluster.admin();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Test
  @Tag("long")
  void noEditOfADeadOrNewServerIsLost() throws Exception {
    String root = directory.resolve("backups").toUri().toString();
    String second = directory.resolve("second").toUri().toString();
    RandomTable table =
        RandomTable.of(TableName.valueOf("servers"), 71, EnumSet.noneOf(RandomTable.Feature.class));
    table.create(admin);
    RandomTable other =
        RandomTable.of(TableName.valueOf("others"), 72, EnumSet.noneOf(RandomTable.Feature.class));
    other.create(admin);
    RandomWorkload workload =
        new RandomWorkload(
            table.descriptor(),
            71,
            EnumSet.complementOf(EnumSet.of(Step.COMPACT, Step.MAJOR_COMPACT)));
    workload.run(cluster.connection(), 30);
    CommandRun.ok(cluster, "create", "full", root, "-t", "servers,others");
    workload.run(cluster.connection(), 20);
    CommandRun.ok(cluster, "create", "full", second, "-t", "servers");
    List<String> images = new ArrayList<>();
    List<TableCells> cells = new ArrayList<>();

    // A server dies with edits that were never flushed.
    workload.run(cluster.connection(), 20);
    both(table.name(), other.name(), "before the crash");
    cluster.killRegionServer(cluster.regionServers().get(0));
    ServerName joined = cluster.addRegionServer();
    workload.run(cluster.connection(), 20);
    images.add(CommandRun.ok(cluster, "create", "incremental", root).imageId());
    cells.add(CellOracle.visible(cluster.connection(), table.name()));

    // A server that no image knew has the table's regions, and goes again.
    for (RegionInfo region : admin.getRegions(table.name())) {
      admin.move(region.getEncodedNameAsBytes(), joined);
    }
    both(table.name(), other.name(), "on the one that joined");
    workload.run(cluster.connection(), 20);
    cluster.restartRegionServer(joined);
    workload.run(cluster.connection(), 20);
    images.add(CommandRun.ok(cluster, "create", "incremental", root).imageId());
    cells.add(CellOracle.visible(cluster.connection(), table.name()));

    // The other root has to find all of it still.
    String late = CommandRun.ok(cluster, "create", "incremental", second).imageId();
    assertSame(second, late, cells.get(1));
    for (int i = 0; i < images.size(); i++) {
      assertSame(root, images.get(i), cells.get(i));
    }
    CommandRun.ok(cluster, "restore", root, images.get(1), "-t", "others", "-m", "others_copy");
    assertThat(
            CellOracle.visible(cluster.connection(), other.name())
                .firstDifference(
                    CellOracle.visible(cluster.connection(), TableName.valueOf("others_copy"))))
        .isEmpty();
    Leftovers.assertNone(cluster, root);
    Leftovers.assertNone(cluster, second);
    assertThat(nestedDirectories()).isPositive();
  }

  @Test
  void aSubsetGoesOnAloneAndTheRestLoseNothing() throws Exception {
    String root = directory.resolve("backups").toUri().toString();
    List<TableName> names = List.of(TableName.valueOf("subset_1"), TableName.valueOf("subset_2"));
    for (TableName name : names) {
      RandomTable.of(name, 80, EnumSet.noneOf(RandomTable.Feature.class)).create(admin);
    }
    CommandRun.ok(cluster, "create", "full", root, "-t", "subset_1,subset_2");
    both(names.get(0), names.get(1), "first");
    CommandRun.ok(cluster, "create", "incremental", root, "-t", "subset_1");
    both(names.get(0), names.get(1), "second");
    String last = CommandRun.ok(cluster, "create", "incremental", root).imageId();
    try (BackupSystem system = new BackupSystem(cluster.connection())) {
      Map<TableName, Map<String, Long>> recorded =
          system.read(ImageId.parse(last)).orElseThrow().boundaries();
      assertThat(recorded).containsOnlyKeys(names);
    }
    for (TableName name : names) {
      TableName copy = TableName.valueOf(name + "_copy");
      CommandRun.ok(cluster, "restore", root, last, "-t", name + "", "-m", copy + "");
      assertThat(
              CellOracle.visible(cluster.connection(), name)
                  .firstDifference(CellOracle.visible(cluster.connection(), copy)))
          .isEmpty();
    }
  }

  /**
   * A server that nobody knew at the full image gets both tables; only one of them is backed up
   * while it lives, and it goes before the other is. Its WALs are all that has the other's edits,
   * and the cleaner spares them only if that table, too, was told of the server.
   */
  @Test
  @Tag("long")
  void aSubsetAfterAServerJoinedLeavesTheWalsOfTheRest() throws Exception {
    String root = directory.resolve("backups").toUri().toString();
    List<TableName> names = List.of(TableName.valueOf("joined_1"), TableName.valueOf("joined_2"));
    for (TableName name : names) {
      RandomTable.of(name, 81, EnumSet.noneOf(RandomTable.Feature.class)).create(admin);
    }
    CommandRun.ok(cluster, "create", "full", root, "-t", "joined_1,joined_2");
    both(names.get(0), names.get(1), "before it joined");
    ServerName joined = cluster.addRegionServer();
    moveTo(joined, names);
    both(names.get(0), names.get(1), "on the one that joined");
    CommandRun.ok(cluster, "create", "incremental", root, "-t", "joined_1");
    archiveWals(joined, names);
    both(names.get(0), names.get(1), "after the subset");
    // Another comes after the subset, and both go before the rest is backed up.
    ServerName second = cluster.addRegionServer();
    moveTo(second, names);
    both(names.get(0), names.get(1), "on the second");
    CommandRun.ok(cluster, "create", "incremental", root, "-t", "joined_1");
    archiveWals(second, names);
    cluster.stopRegionServer(joined);
    cluster.stopRegionServer(second);
    // The cleaners run every second.
    Thread.sleep(3000);
    String last = CommandRun.ok(cluster, "create", "incremental", root).imageId();
    for (TableName name : names) {
      TableName copy = TableName.valueOf(name + "_copy");
      CommandRun.ok(cluster, "restore", root, last, "-t", name + "", "-m", copy + "");
      assertThat(
              CellOracle.visible(cluster.connection(), name)
                  .firstDifference(CellOracle.visible(cluster.connection(), copy)))
          .as(name + "")
          .isEmpty();
    }
    Leftovers.assertNone(cluster, root);
  }

  @Test
  void checkNamesAServerWhoseWalsNothingKeeps() throws Exception {
    String root = directory.resolve("backups").toUri().toString();
    TableName name = TableName.valueOf("unprotected");
    RandomTable.of(name, 82, EnumSet.noneOf(RandomTable.Feature.class)).create(admin);
    CommandRun.ok(cluster, "create", "full", root, "-t", name + "");
    ServerName joined = cluster.addRegionServer();
    // A server without a region has no WAL.
    moveTo(joined, List.of(name));
    String warning = "nothing keeps those of " + joined.getAddress();
    assertThat(CommandRun.of(cluster, "check").out()).contains(warning);
    CommandRun.ok(cluster, "create", "incremental", root);
    assertThat(CommandRun.of(cluster, "check").out())
        .contains("those of all servers are kept for the next incremental backup")
        .doesNotContain(warning);
  }

  private static void moveTo(ServerName server, List<TableName> names) throws IOException {
    for (TableName name : names) {
      for (RegionInfo region : admin.getRegions(name)) {
        admin.move(region.getEncodedNameAsBytes(), server);
      }
    }
  }

  /** What is flushed needs its WAL no longer: HBase archives it, and the cleaners look at it. */
  private static void archiveWals(ServerName server, List<TableName> names) throws Exception {
    for (TableName name : names) {
      admin.flush(name);
    }
    admin.rollWALWriter(server);
    Thread.sleep(3000);
  }

  private void assertSame(String root, String image, TableCells wanted) throws IOException {
    TableName copy = TableName.valueOf("servers_copy");
    CommandRun.ok(cluster, "restore", root, image, "-t", "servers", "-m", "servers_copy");
    assertThat(wanted.firstDifference(CellOracle.visible(cluster.connection(), copy))).isEmpty();
    cluster.drop(copy);
  }

  /** Batches into two tables, each of which writes a cell twice in one millisecond. */
  private static void both(TableName one, TableName two, String what) throws Exception {
    for (TableName name : List.of(one, two)) {
      try (Table table = cluster.connection().getTable(name)) {
        byte[] family = table.getDescriptor().getColumnFamilyNames().iterator().next();
        List<Row> batch = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          for (String value : List.of("overwritten ", "kept ")) {
            batch.add(
                new Put(Bytes.toBytes("both " + i + what))
                    .addColumn(family, Bytes.toBytes("q"), Bytes.toBytes(value + what)));
          }
        }
        table.batch(batch, new Object[batch.size()]);
      }
    }
  }

  private static long nestedDirectories() throws IOException {
    Path archive = Path.of(cluster.configuration().get("hbase.rootdir").replace("file:", ""));
    try (Stream<Path> children = Files.list(archive.resolve("oldWALs"))) {
      return children.filter(Files::isDirectory).count();
    }
  }
}
