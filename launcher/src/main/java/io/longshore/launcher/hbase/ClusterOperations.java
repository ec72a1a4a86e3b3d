package io.longshore.launcher.hbase;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.copy.TokenBucket;
import io.longshore.core.error.Errors;
import io.longshore.core.error.Nearest;
import io.longshore.core.option.LongshoreOptions;
import io.longshore.snapshot.hbase.SnapshotContents;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.NamespaceExistException;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.SnapshotDescription;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.mob.MobUtils;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;

/** The administrative operations sessions are made of; each may be repeated. */
public final class ClusterOperations {
  /** See HBase's LogRollMasterProcedureManager. */
  private static final String ROLL_SIGNATURE = "rolllog-proc";

  private static final String ROLL_NAME = "rolllog";

  private final Cluster cluster;

  public ClusterOperations(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The tables a user named, or all user tables where none was named.
   *
   * @throws io.longshore.core.error.LongshoreException if one is not there or cannot be backed up
   */
  public List<TableName> requireTables(List<TableName> named) throws IOException {
    try (Admin admin = cluster.admin()) {
      Map<TableName, TableDescriptor> all = new TreeMap<>();
      for (TableDescriptor table : admin.listTableDescriptors()) {
        all.put(table.getTableName(), table);
      }
      cluster.backupSystem().systemTables().forEach(all::remove);
      List<TableName> wanted = named.isEmpty() ? List.copyOf(all.keySet()) : named;
      if (wanted.isEmpty()) {
        throw Errors.tableUnusable(
            "There are no tables to back up.", "Create one, or name other tables with -t.");
      }
      for (TableName table : wanted) {
        TableDescriptor descriptor = all.get(table);
        if (descriptor == null) {
          throw Errors.tableNotFound(table.getNameAsString(), nearest(table, all.keySet()));
        }
        if (descriptor.getColumnFamilyCount() == 0) {
          throw Errors.tableUnusable(
              "Table " + table + " has no column families, so there is nothing to back up.",
              "Add a family to it, or leave it out with -t.");
        }
        requireOwnMobFiles(descriptor, "");
      }
      return List.copyOf(wanted);
    }
  }

  public Optional<TableDescriptor> descriptor(TableName table) throws IOException {
    try (Admin admin = cluster.admin()) {
      return Optional.of(admin.getDescriptor(table));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    }
  }

  /** When the oldest of a table's regions was made, in milliseconds. */
  public long oldestRegion(TableName table) throws IOException {
    try (Admin admin = cluster.admin()) {
      return admin.getRegions(table).stream().mapToLong(RegionInfo::getRegionId).min().orElse(0);
    }
  }

  /** Every table's descriptor, the system's too. */
  public List<TableDescriptor> descriptors() throws IOException {
    try (Admin admin = cluster.admin()) {
      return admin.listTableDescriptors();
    }
  }

  public Set<ServerName> liveServers() throws IOException {
    try (Admin admin = cluster.admin()) {
      return new HashSet<>(admin.getRegionServers());
    }
  }

  /**
   * Makes every region server begin a new WAL.
   *
   * @return region servers ({@code host:port}) to the highest number of their WALs before; not of
   *     servers that came meanwhile, nor of those that earlier rolls knew
   */
  public Map<String, Long> rollLogs(String root) throws IOException {
    BackupSystem system = cluster.backupSystem();
    Set<ServerName> before = liveServers();
    try (Admin admin = cluster.admin()) {
      admin.execProcedure(ROLL_SIGNATURE, ROLL_NAME, Map.of("backupRoot", root));
    }
    Map<String, Long> known = system.lastLogRoll(root);
    Map<String, Long> rolled = new HashMap<>();
    before.retainAll(liveServers());
    for (ServerName server : before) {
      String address = server.getAddress().toString();
      if (known.containsKey(address)) {
        rolled.put(address, known.get(address));
      } else {
        throw Errors.backupNotConfigured(
            "Region server " + server.getAddress() + " did not take part in the log roll.");
      }
    }
    return rolled;
  }

  /** Whether the master knows the log roll of the backup service. */
  public boolean knowsLogRoll() throws IOException {
    try (Admin admin = cluster.admin()) {
      admin.isProcedureFinished(ROLL_SIGNATURE, ROLL_NAME, new HashMap<>());
      return true;
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("is not registered")) {
        return false;
      }
      throw e;
    }
  }

  public boolean hasSnapshot(String name) throws IOException {
    try (Admin admin = cluster.admin()) {
      for (SnapshotDescription snapshot : admin.listSnapshots()) {
        if (snapshot.getName().equals(name)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Refuses a clone that still shares the MOB files of its source. HBase 2.6.1 leaves the links to
   * them out of a snapshot, having no pattern for their names: an image would lack their values.
   *
   * @param otherwise a sentence about what else the user can do; may be empty
   */
  public void requireOwnMobFiles(TableDescriptor descriptor, String otherwise) throws IOException {
    TableName table = descriptor.getTableName();
    FileSystem fs = TargetStore.rawFileSystem(cluster.root(), cluster.configuration());
    for (ColumnFamilyDescriptor family : descriptor.getColumnFamilies()) {
      Path files =
          MobUtils.getMobFamilyPath(cluster.configuration(), table, family.getNameAsString());
      if (!family.isMobEnabled() || !fs.exists(files)) {
        continue;
      }
      for (FileStatus file : fs.listStatus(files)) {
        if (file.getPath().getName().contains("=")) {
          throw Errors.tableUnusable(
              "Table "
                  + table
                  + " is a clone, or was restored, and still shares MOB files with its source."
                  + " HBase leaves these out of snapshots, so their values would be lost.",
              "Run `major_compact '"
                  + table
                  + "'` in the HBase shell. HBase's MOB cleaner then lets the shared files go,"
                  + " within a day (hbase.master.mob.cleaner.period); after that, try again."
                  + otherwise);
        }
      }
    }
  }

  /** Takes a snapshot if it is not there yet. */
  public void takeSnapshot(String name, TableName table) throws IOException {
    if (hasSnapshot(name)) {
      return;
    }
    RetryPolicy<Object> retries =
        RetryPolicy.builder()
            .handle(IOException.class)
            .abortOn(TableNotFoundException.class)
            .withDelay(LongshoreOptions.SNAPSHOT_PAUSE.read(cluster.configuration()))
            .withMaxAttempts(LongshoreOptions.SNAPSHOT_ATTEMPTS.read(cluster.configuration()))
            .build();
    try (Admin admin = cluster.admin()) {
      Failsafe.with(retries).run(() -> admin.snapshot(name, table));
    } catch (FailsafeException e) {
      throw Errors.tableUnusable(
          "Cannot take a snapshot of " + table + ": " + Errors.reason(e.getCause()),
          "Check that all its regions are open: `hbase hbck`.");
    }
  }

  public void deleteSnapshot(String name) throws IOException {
    if (hasSnapshot(name)) {
      try (Admin admin = cluster.admin()) {
        admin.deleteSnapshot(name);
      }
    }
  }

  public void createNamespace(String namespace) throws IOException {
    try (Admin admin = cluster.admin()) {
      List<String> known = new ArrayList<>();
      for (NamespaceDescriptor each : admin.listNamespaceDescriptors()) {
        known.add(each.getName());
      }
      if (!known.contains(namespace)) {
        admin.createNamespace(NamespaceDescriptor.create(namespace).build());
      }
    } catch (NamespaceExistException e) {
      // Somebody else made it meanwhile, which is as good.
      return;
    }
  }

  /** Makes a table of a snapshot. */
  public void cloneSnapshot(String snapshot, TableName table, boolean withAcl) throws IOException {
    createNamespace(table.getNamespaceAsString());
    try (Admin admin = cluster.admin()) {
      admin.cloneSnapshot(snapshot, table, withAcl);
    } catch (TableExistsException e) {
      throw Errors.tableExists(table.getNameAsString());
    }
  }

  /** Disables and deletes a table if it is there, also one that is just being made. */
  public void dropTable(TableName table) throws IOException {
    RetryPolicy<Object> retries =
        RetryPolicy.builder()
            .handle(IOException.class)
            .withDelay(Duration.ofSeconds(1))
            .withMaxDuration(Duration.ofMinutes(2))
            .withMaxAttempts(-1)
            .build();
    try {
      Failsafe.with(retries).run(() -> tryDropTable(table));
    } catch (FailsafeException e) {
      throw Errors.tableUnusable(
          "Cannot drop table " + table + ": " + Errors.reason(e.getCause()),
          "Check its regions with `hbase hbck`, then run `longshore repair -p ROOT`.");
    }
  }

  private void tryDropTable(TableName table) throws IOException {
    try (Admin admin = cluster.admin()) {
      if (!admin.tableExists(table)) {
        return;
      }
      if (!admin.isTableDisabled(table)) {
        admin.disableTable(table);
      }
      admin.deleteTable(table);
    } catch (TableNotFoundException e) {
      // Gone meanwhile, which is what was wanted.
      return;
    }
  }

  /**
   * Waits until a table that is being made can be used.
   *
   * @return false if it went away
   */
  public boolean awaitTable(TableName table) throws IOException {
    try (Admin admin = cluster.admin()) {
      long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
      while (admin.tableExists(table)) {
        if (admin.isTableEnabled(table) && admin.isTableAvailable(table)) {
          return true;
        }
        if (System.nanoTime() > deadline) {
          throw Errors.tableUnusable(
              "Table " + table + " is not available after five minutes.",
              "Check its regions with `hbase hbck`, then run `longshore repair -p ROOT`.");
        }
        TokenBucket.sleep(Duration.ofMillis(200).toNanos());
      }
      return false;
    }
  }

  /**
   * Whether a table is the one a snapshot was taken of, or a clone of the snapshot: both have its
   * regions, by their start keys and ids. A table that somebody made anew has other ids.
   */
  public boolean hasRegionsOf(SnapshotContents snapshot, TableName table) throws IOException {
    Set<String> known = new HashSet<>();
    snapshot.regions().forEach(region -> known.add(identity(region)));
    try (Admin admin = cluster.admin()) {
      return admin.getRegions(table).stream().anyMatch(region -> known.contains(identity(region)));
    }
  }

  /** Where a table's regions begin, sorted. */
  public List<byte[]> startKeys(TableName table) throws IOException {
    try (RegionLocator regions = cluster.connection().getRegionLocator(table)) {
      return List.of(regions.getStartKeys());
    }
  }

  /**
   * Loads HFiles that lie on HBase's own file system: they are moved into its regions.
   *
   * @param files a family's name to its files
   */
  public void bulkLoad(TableName table, Map<String, List<Path>> files) throws IOException {
    Map<byte[], List<Path>> byFamily = new TreeMap<>(Bytes.BYTES_COMPARATOR);
    files.forEach((family, paths) -> byFamily.put(Bytes.toBytes(family), paths));
    Configuration conf = new Configuration(cluster.configuration());
    conf.setBoolean(BulkLoadHFiles.ALWAYS_COPY_FILES, false);
    conf.set(BulkLoadHFiles.CREATE_TABLE_CONF_KEY, "no");
    BulkLoadHFiles.create(conf).bulkLoad(table, byFamily);
  }

  private static String identity(RegionInfo region) {
    return region.getRegionId() + " " + Bytes.toStringBinary(region.getStartKey());
  }

  private static String nearest(TableName wanted, Set<TableName> known) {
    return Nearest.to(
        wanted.getNameAsString(), known.stream().map(TableName::getNameAsString).toList());
  }
}
