package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupType;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While a first full backup runs, nothing in HBase keeps the WALs that the incremental after it
 * will need. The cleaners of this cluster run every second and spare nothing they need not spare.
 */
class WalProtectionTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;

  /** Any other complete backup would keep the WALs too, and hide what this test is about. */
  @BeforeEach
  void forgetOtherBackups() throws IOException {
    try (BackupSystem system = new BackupSystem(CLUSTER.connection())) {
      for (BackupSession session : system.sessions()) {
        system.delete(session.id());
      }
    }
  }

  @Test
  void theWalsOfTheFirstIncrementalOutliveASlowExport() throws Exception {
    TableName name = TableName.valueOf("wal_1");
    String root = directory.resolve("backups").toUri().toString();
    LargeTable.create(CLUSTER, name);
    Set<String> early = rollAll().keySet();
    Awaitility.await("the eager cleaners")
        .atMost(Duration.ofSeconds(120))
        .until(() -> rollAll().keySet().stream().noneMatch(early::contains));

    CountDownLatch written = new CountDownLatch(1);
    CompletableFuture<CommandRun> create =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    CLUSTER,
                    afterExport(written),
                    "create",
                    "full",
                    root,
                    "-t",
                    "wal_1",
                    "--bandwidth-total",
                    "1MB/s"));
    Awaitility.await("the export")
        .atMost(Duration.ofSeconds(60))
        .until(() -> isInJournal("export.started") || create.isDone());
    assertThat(pins()).hasSize(1);
    Map<String, WalFile> wals = new HashMap<>();
    put(name, "first");
    wals.putAll(rollAll());
    ServerName restarted = CLUSTER.restartRegionServer(CLUSTER.regionServers().get(0));
    put(name, "second");
    wals.putAll(rollAll());
    CLUSTER.restartRegionServer(restarted);
    put(name, "third");
    wals.putAll(rollAll());
    // The cleaners run every second.
    Thread.sleep(3000);
    assertThat(create).isNotDone();
    written.countDown();
    CommandRun made = create.get();

    assertThat(made.status()).as(made.err()).isZero();
    Map<String, Long> boundaries = boundaries(root, name);
    wals.values().removeIf(wal -> wal.number() <= boundaries.get(wal.server()));
    assertThat(wals).hasSizeGreaterThan(3);
    Thread.sleep(3000);
    assertThat(wals()).containsKeys(wals.keySet().toArray(String[]::new));
    Leftovers.assertNone(CLUSTER, root);

    put(name, "fourth");
    String incremental = Stock.create(CLUSTER, BackupType.INCREMENTAL, root, name);
    TableCells source = CellOracle.visible(CLUSTER.connection(), name);
    TableName copy = TableName.valueOf("wal_1_copy");
    Stock.restore(CLUSTER, root, incremental, name, copy);
    assertThat(source.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
    assertThat(source.size()).isEqualTo(LargeTable.REGIONS + 4 * 26);
  }

  @Test
  void aRolledBackBackupKeepsNoWals() throws Exception {
    TableName name = TableName.valueOf("wal_2");
    String root = directory.resolve("backups").toUri().toString();
    LargeTable.create(CLUSTER, name);
    CompletableFuture<CommandRun> create =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    CLUSTER,
                    "create",
                    "full",
                    root,
                    "-t",
                    "wal_2",
                    "--bandwidth-total",
                    "200KB/s"));
    Awaitility.await("the export")
        .atMost(Duration.ofSeconds(60))
        .until(() -> isInJournal("export.started") || create.isDone());
    assertThat(pins()).hasSize(1);
    Set<String> written = rollAll().keySet();

    CommandRun cancel = CommandRun.ok(CLUSTER, "cancel");
    assertThat(cancel.out()).contains("has ended");
    assertThat(create.get().status()).isEqualTo(130);
    assertThat(create.get().err())
        .contains("was cancelled and rolled back")
        .doesNotContain("\tat ");
    Leftovers.assertNone(CLUSTER, root);
    assertThat(Path.of(URI.create(root))).isDirectoryNotContaining("glob:**/backup_*");
    Awaitility.await("the eager cleaners")
        .atMost(Duration.ofSeconds(120))
        .until(() -> rollAll().keySet().stream().noneMatch(written::contains));
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", "wal_2");
  }

  private void put(TableName name, String qualifier) throws IOException {
    try (Table table = CLUSTER.connection().getTable(name)) {
      for (char row = 'a'; row <= 'z'; row++) {
        table.put(
            new Put(Bytes.toBytes(row + "-row"))
                .addColumn(LargeTable.FAMILY, Bytes.toBytes(qualifier), Bytes.toBytes(qualifier)));
      }
    }
    admin.flush(name);
  }

  /**
   * Lets every server begin a new WAL, and names those that are still there. What was flushed is
   * archived with it: the cleaners may take it.
   */
  private Map<String, WalFile> rollAll() throws IOException {
    for (TableDescriptor table : admin.listTableDescriptors(null, true)) {
      admin.flush(table.getTableName());
    }
    Map<String, WalFile> before = wals();
    for (ServerName server : CLUSTER.regionServers()) {
      admin.rollWALWriter(server);
    }
    return before;
  }

  private static Map<String, WalFile> wals() throws IOException {
    Map<String, WalFile> wals = new HashMap<>();
    for (WalFile wal : new WalDirectory(CLUSTER.configuration()).list()) {
      wals.put(wal.path().getName(), wal);
    }
    return wals;
  }

  private static Map<String, Long> boundaries(String root, TableName name) throws IOException {
    try (BackupSystem system = new BackupSystem(CLUSTER.connection())) {
      return system.boundaries(root).get(name);
    }
  }

  /** Holds a session at the end of its export. */
  private static StepObserver afterExport(CountDownLatch until) {
    return new StepObserver() {
      @Override
      public void executed(String step) {
        if (step.equals("export")) {
          try {
            until.await(2, TimeUnit.MINUTES);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      }
    };
  }

  private static List<BackupSession> pins() throws IOException {
    try (BackupSystem system = new BackupSystem(CLUSTER.connection())) {
      return system.sessions().stream().filter(WalPin::isPin).toList();
    }
  }

  private boolean isInJournal(String entry) throws IOException {
    return LargeTable.isInJournal(directory.resolve("backups"), entry);
  }
}
