package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.wal.hbase.WalEntries.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WALs of a cluster whose servers roll, stop and die. */
class ClusterWalsTest {
  private static final TableName TABLE = TableName.valueOf("wals");
  private static final byte[] FAMILY = Bytes.toBytes("f");

  @Test
  void everyCellOfATableIsInItsWals(@TempDir Path directory) throws IOException {
    try (EmbeddedHBase cluster =
        EmbeddedHBase.builder(directory.resolve("hbase"))
            .regionServers(2)
            .set("hbase.master.logcleaner.ttl", "600000000")
            .start()) {
      cluster
          .admin()
          .createTable(
              TableDescriptorBuilder.newBuilder(TABLE)
                  .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                  .build(),
              new byte[][] {Bytes.toBytes("row-3"), Bytes.toBytes("row-6")});
      put(cluster, "first");
      for (ServerName server : cluster.regionServers()) {
        cluster.admin().rollWALWriter(server);
      }
      put(cluster, "second");
      cluster.killRegionServer(cluster.regionServers().get(0));
      put(cluster, "third");
      cluster.addRegionServer();
      cluster.restartRegionServer(cluster.regionServers().get(0));
      put(cluster, "fourth");
      Set<String> wanted =
          CellOracle.raw(cluster.connection(), TABLE).cells().stream()
              .map(ClusterWalsTest::describe)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(wanted).hasSize(400);
      for (ServerName server : cluster.regionServers()) {
        cluster.admin().rollWALWriter(server);
      }

      List<WalFile> wals = new WalDirectory(cluster.configuration()).list();
      assertThat(wals.stream().map(WalFile::server).distinct()).hasSizeGreaterThanOrEqualTo(3);
      assertThat(wals.stream().anyMatch(WalFile::archived)).isTrue();
      List<String> found = new ArrayList<>();
      for (WalFile wal : wals) {
        try (WalEntries entries = WalEntries.open(cluster.configuration(), wal.path())) {
          while (entries.next()) {
            if (entries.table().equals(TABLE)) {
              entries.cells().stream()
                  .filter(cell -> !WalEntries.isMarker(cell))
                  .map(ClusterWalsTest::describe)
                  .forEach(found::add);
            }
          }
          assertThat(entries.ending()).isIn((Object[]) Ending.values());
        }
      }
      assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  private static void put(EmbeddedHBase cluster, String qualifier) throws IOException {
    try (Table table = cluster.connection().getTable(TABLE)) {
      List<Put> puts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        byte[] row = Bytes.toBytes("row-" + i);
        puts.add(new Put(row).addColumn(FAMILY, Bytes.toBytes(qualifier), row));
      }
      table.put(puts);
    }
  }

  private static String describe(Cell cell) {
    return Bytes.toString(CellUtil.cloneRow(cell))
        + " "
        + Bytes.toString(CellUtil.cloneQualifier(cell))
        + " "
        + cell.getTimestamp()
        + " "
        + cell.getType()
        + " "
        + Bytes.toString(CellUtil.cloneValue(cell));
  }
}
