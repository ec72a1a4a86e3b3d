package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.hbase.References;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that were backed up just after a split or a merge keep their files when they are restored,
 * though HBase takes these for unused.
 */
class RestoredReferencesTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final Pattern KEPT = Pattern.compile("longshore_restore_.*");

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;
  private String root;
  private TableName table;
  private TableName copy;

  @BeforeEach
  void createTable(TestInfo test) throws IOException {
    root = directory.resolve("backups").toUri().toString();
    table = TableName.valueOf(test.getTestMethod().orElseThrow().getName());
    copy = TableName.valueOf(table + "_copy");
    admin.compactionSwitch(false, List.of());
    admin.createTable(
        TableDescriptorBuilder.newBuilder(table)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .build(),
        new byte[][] {Bytes.toBytes("row-5")});
    try (Table rows = CLUSTER.connection().getTable(table)) {
      for (int i = 0; i < 10; i++) {
        byte[] row = Bytes.toBytes("row-" + i);
        rows.put(new Put(row).addColumn(FAMILY, row, row));
      }
    }
    admin.flush(table);
  }

  @AfterEach
  void drop() throws IOException {
    CLUSTER.drop(table);
    CLUSTER.drop(copy);
    admin.deleteSnapshots(KEPT);
    admin.compactionSwitch(true, List.of());
  }

  @Test
  void ofASplitTheSnapshotIsKept() throws Exception {
    split();
    theSnapshotIsKept();
  }

  @Test
  void ofAMergeTheSnapshotIsKept() throws Exception {
    List<RegionInfo> regions = admin.getRegions(table);
    byte[][] names = {
      regions.get(0).getEncodedNameAsBytes(), regions.get(1).getEncodedNameAsBytes()
    };
    admin.mergeRegionsAsync(names, false).get(1, TimeUnit.MINUTES);
    theSnapshotIsKept();
  }

  private void theSnapshotIsKept() throws Exception {
    TableCells cells = CellOracle.visible(CLUSTER.connection(), table);
    assertThat(restore().err())
        .contains("HBase has not compacted all regions of " + copy, "delete_snapshot 'longshore_");
    assertThat(admin.listSnapshots(KEPT)).hasSize(1);
    assertReads(cells);
  }

  @Test
  void whereHBaseCompactsARestoreWaitsForIt() throws Exception {
    split();
    TableCells cells = CellOracle.visible(CLUSTER.connection(), table);
    admin.compactionSwitch(true, List.of());
    assertThat(restore("-D", "longshore.restore.compaction.wait=2m").err())
        .doesNotContain("delete_snapshot");
    assertThat(admin.listSnapshots(KEPT)).isEmpty();
    try (Cluster cluster = new Cluster(CLUSTER.configuration())) {
      assertThat(new References(cluster, copy).awaitNone(Instant.now(), () -> false)).isTrue();
    }
    assertReads(cells);
  }

  private void split() throws Exception {
    byte[] first = admin.getRegions(table).get(0).getRegionName();
    admin.splitRegionAsync(first, Bytes.toBytes("row-2")).get(1, TimeUnit.MINUTES);
  }

  private CommandRun restore(String... options) throws IOException {
    String image =
        CommandRun.ok(CLUSTER, "create", "full", root, "-t", table.getNameAsString()).imageId();
    List<String> words =
        new ArrayList<>(List.of("restore", root, image, "-t", table + "", "-m", copy + ""));
    words.addAll(List.of(options));
    return CommandRun.ok(CLUSTER, words.toArray(String[]::new));
  }

  /** Once all that HBase's master cleans is cleaned, and the table opened anew. */
  private void assertReads(TableCells cells) throws Exception {
    CLUSTER.drop(table);
    for (int i = 0; i < 5; i++) {
      admin.runCatalogJanitor();
      admin.runCleanerChore();
      TimeUnit.MILLISECONDS.sleep(500);
    }
    admin.disableTable(copy);
    admin.enableTable(copy);
    assertThat(cells.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
  }
}
