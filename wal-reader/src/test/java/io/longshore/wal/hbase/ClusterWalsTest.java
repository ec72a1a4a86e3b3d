package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import io.longshore.wal.hbase.WalEntries.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WALs of a cluster whose servers roll, stop and die. */
class ClusterWalsTest {
  @Test
  void everyCellOfATableIsInItsWals(@TempDir Path directory) throws IOException {
    try (WalCluster cluster = WalCluster.start(directory.resolve("hbase"))) {
      EmbeddedHBase hbase = cluster.hbase();
      cluster.put("first");
      cluster.roll();
      cluster.put("second");
      hbase.killRegionServer(hbase.regionServers().get(0));
      cluster.put("third");
      hbase.addRegionServer();
      hbase.restartRegionServer(hbase.regionServers().get(0));
      cluster.put("fourth");
      Set<String> wanted = cluster.cells();
      assertThat(wanted).hasSize(4 * WalCluster.CELLS);
      cluster.roll();

      List<WalFile> wals = new WalDirectory(hbase.configuration()).list();
      assertThat(wals.stream().map(WalFile::server).distinct()).hasSizeGreaterThanOrEqualTo(3);
      assertThat(wals.stream().anyMatch(WalFile::archived)).isTrue();
      List<String> found = new ArrayList<>();
      for (WalFile wal : wals) {
        try (WalEntries entries = WalEntries.open(hbase.configuration(), wal.path())) {
          while (entries.next()) {
            if (entries.table().equals(WalCluster.TABLE)) {
              entries.cells().stream()
                  .filter(cell -> !WalEntries.isMarker(cell))
                  .map(WalCluster::describe)
                  .forEach(found::add);
            }
          }
          assertThat(entries.ending()).isIn((Object[]) Ending.values());
        }
      }
      assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
    }
  }
}
