package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.backup.BackupSystem;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.TableCells;
import io.longshore.wal.hbase.WalDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.EnvironmentEdgeManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A region server's clock was ahead when an image was made, and was set back since. WALs are told
 * apart by the times in their names: what the server wrote after it was started anew looks like
 * what that image has.
 *
 * <p>All servers of this process have one clock. So it is ahead just while a server begins a WAL;
 * from there on the server itself counts its WALs up from that time, as HBase does, until it is
 * started anew. Other clusters of the process would keep dates of that time: so it has a process of
 * its own.
 */
@Tag("clock")
class BackwardClockTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");

  @TempDir private static Path home;
  private static EmbeddedHBase cluster;
  private static Admin admin;

  @TempDir private Path directory;
  private String root;
  private TableName table;

  @BeforeAll
  static void start() throws IOException {
    cluster = EmbeddedHBase.builder(home).regionServers(2).eagerCleaners().start();
    admin = cluster.admin();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void createTable(TestInfo test) throws IOException {
    root = directory.resolve("backups").toUri().toString();
    table = TableName.valueOf(test.getTestMethod().orElseThrow().getName());
    admin.createTable(
        TableDescriptorBuilder.newBuilder(table)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .build());
    write("in the full image");
  }

  @Test
  void aClockThatWasSetBackIsTold() throws IOException {
    ServerName server = cluster.regionServers().get(0);
    moveTo(server);
    beginWalAhead(server, Duration.ofMinutes(20));
    CommandRun.ok(cluster, "create", "full", root, "-t", table + "");
    assertThat(boundary(server)).isGreaterThan(System.currentTimeMillis());
    write("before the restart");
    moveTo(cluster.restartRegionServer(server));
    write("after the restart");
    refused(server);

    // What it says to do helps.
    String fresh = directory.resolve("fresh").toUri().toString();
    CommandRun.ok(cluster, "create", "full", fresh, "-t", table + "");
    write("in a new root");
    String image = CommandRun.ok(cluster, "create", "incremental", fresh).imageId();
    TableName copy = TableName.valueOf(table + "_copy");
    CommandRun.ok(cluster, "restore", fresh, image, "-t", table + "", "-m", copy + "");
    TableCells live = CellOracle.visible(cluster.connection(), table);
    assertThat(live.firstDifference(CellOracle.visible(cluster.connection(), copy))).isEmpty();
    Leftovers.assertNone(cluster, fresh);
  }

  /**
   * The roll's own boundary is then higher than the last one again, but not all that is between.
   */
  @Test
  void aClockThatWasSetBackAndHasCaughtUpIsTold() throws IOException {
    ServerName server = cluster.regionServers().get(1);
    moveTo(server);
    beginWalAhead(server, Duration.ofMinutes(20));
    CommandRun.ok(cluster, "create", "full", root, "-t", table + "");
    ServerName restarted = cluster.restartRegionServer(server);
    moveTo(restarted);
    write("while it caught up");
    admin.flush(table);
    beginWalAhead(restarted, Duration.ofMinutes(21));
    write("after it has caught up");
    refused(server);
  }

  private void refused(ServerName server) throws IOException {
    List<String> before = List.of(directory.resolve("backups").toFile().list());
    CommandRun run = CommandRun.of(cluster, "--output", "json", "create", "incremental", root);
    assertThat(run.status()).as(run.toString()).isEqualTo(1);
    assertThat(run.out()).contains("\"code\" : \"CLOCK_BACKWARDS\"");
    assertThat(run.err())
        .contains("The clock of region server " + server.getAddress(), "a new root")
        .doesNotContain("\tat ");
    assertThat(directory.resolve("backups").toFile().list())
        .containsExactlyInAnyOrderElementsOf(before);
    Leftovers.assertNone(cluster, root);
  }

  /** HBase answers before the WAL is there. */
  private static void beginWalAhead(ServerName server, Duration ahead) throws IOException {
    EnvironmentEdgeManager.injectEdge(() -> System.currentTimeMillis() + ahead.toMillis());
    try {
      long from = EnvironmentEdgeManager.currentTime();
      admin.rollWALWriter(server);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () ->
                  new WalDirectory(cluster.configuration())
                      .list().stream()
                          .anyMatch(
                              wal ->
                                  wal.instance().equals(server.toString())
                                      && wal.number() >= from));
    } finally {
      EnvironmentEdgeManager.reset();
    }
  }

  private long boundary(ServerName server) throws IOException {
    try (BackupSystem system = new BackupSystem(cluster.connection())) {
      return system.boundaries(root).get(table).get(server.getAddress().toString());
    }
  }

  private void moveTo(ServerName server) throws IOException {
    for (RegionInfo region : admin.getRegions(table)) {
      admin.move(region.getEncodedNameAsBytes(), server);
    }
  }

  private void write(String what) throws IOException {
    try (Table client = cluster.connection().getTable(table)) {
      for (int i = 0; i < 10; i++) {
        client.put(new Put(Bytes.toBytes(what + i)).addColumn(FAMILY, FAMILY, Bytes.toBytes(what)));
      }
    }
  }
}
