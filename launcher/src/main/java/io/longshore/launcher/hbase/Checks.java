package io.longshore.launcher.hbase;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.option.DataSize;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.ClusterMetrics;
import org.apache.hadoop.hbase.ServerMetrics;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.crypto.Encryption;

/** What must be right before a backup begins, each thing looked at rather than assumed. */
public final class Checks {
  private static final List<String> MASTER_CLASSES =
      List.of(
          "hbase.master.logcleaner.plugins=org.apache.hadoop.hbase.backup.master.BackupLogCleaner",
          "hbase.procedure.master.classes"
              + "=org.apache.hadoop.hbase.backup.master.LogRollMasterProcedureManager",
          "hbase.master.hfilecleaner.plugins=org.apache.hadoop.hbase.backup.BackupHFileCleaner");
  private static final List<String> SERVER_CLASSES =
      List.of(
          "hbase.procedure.regionserver.classes=org.apache.hadoop.hbase.backup.regionserver"
              + ".LogRollRegionServerProcedureManager",
          "hbase.coprocessor.region.classes=org.apache.hadoop.hbase.backup.BackupObserver");

  private final Cluster cluster;
  private final List<Check> checks = new ArrayList<>();

  public Checks(Cluster cluster) {
    this.cluster = cluster;
  }

  /** How a check came out. */
  public enum Outcome {
    OK,
    WARN,
    FAIL
  }

  /**
   * One check.
   *
   * @param detail what was found, and for anything but OK what to do
   */
  public record Check(String name, Outcome outcome, String detail) {}

  /**
   * @param root null to check the cluster only
   * @param tables those to back up, all user tables where empty
   */
  public List<Check> run(ImageLayout root, List<TableName> tables) throws IOException {
    master();
    regionServers();
    client();
    List<TableName> wanted = wanted(tables);
    if (root != null) {
      root(root, wanted);
    }
    tables(wanted);
    wals();
    return List.copyOf(checks);
  }

  private void client() {
    boolean enabled = cluster.configuration().getBoolean("hbase.backup.enable", false);
    add(
        "client",
        enabled ? Outcome.OK : Outcome.FAIL,
        enabled
            ? "hbase.backup.enable is true"
            : "hbase.backup.enable is not true in the client's hbase-site.xml");
  }

  private void master() throws IOException {
    boolean rolls = new ClusterOperations(cluster).knowsLogRoll();
    add(
        "master log roll",
        rolls ? Outcome.OK : Outcome.FAIL,
        rolls
            ? "the master knows rolllog-proc"
            : "add LogRollMasterProcedureManager to hbase.procedure.master.classes and restart the"
                + " master");
    try (Admin admin = cluster.admin()) {
      ClusterMetrics metrics =
          admin.getClusterMetrics(
              EnumSet.of(ClusterMetrics.Option.MASTER, ClusterMetrics.Option.MASTER_INFO_PORT));
      ServerName name = metrics.getMasterName();
      settings(
          "master settings",
          ServerSettings.of(name.getHostname(), metrics.getMasterInfoPort()),
          MASTER_CLASSES);
    }
  }

  private void regionServers() throws IOException {
    try (Admin admin = cluster.admin()) {
      Map<ServerName, ServerMetrics> live =
          admin
              .getClusterMetrics(EnumSet.of(ClusterMetrics.Option.LIVE_SERVERS))
              .getLiveServerMetrics();
      for (Map.Entry<ServerName, ServerMetrics> server : live.entrySet()) {
        String address = server.getKey().getAddress().toString();
        Optional<Configuration> conf =
            ServerSettings.of(server.getKey().getHostname(), server.getValue().getInfoServerPort());
        if (conf.isPresent()) {
          settings("region server " + address, conf, SERVER_CLASSES);
        } else {
          observer(address, server.getValue());
        }
      }
    }
  }

  /** Without the web page a loaded coprocessor still shows in the server's report. */
  private void observer(String address, ServerMetrics metrics) {
    if (metrics.getRegionMetrics().isEmpty()) {
      add(
          "region server " + address,
          Outcome.WARN,
          "cannot be seen: it holds no region, and its web page does not answer");
      return;
    }
    boolean loaded = metrics.getCoprocessorNames().contains("BackupObserver");
    add(
        "region server " + address,
        loaded ? Outcome.WARN : Outcome.FAIL,
        loaded
            ? "BackupObserver is loaded; that LogRollRegionServerProcedureManager is cannot be"
                + " seen, since the server's web page does not answer"
            : "add BackupObserver to hbase.coprocessor.region.classes and restart the server");
  }

  private void settings(String name, Optional<Configuration> conf, List<String> wanted) {
    if (conf.isEmpty()) {
      add(name, Outcome.WARN, "cannot be seen: the server's web page does not answer");
      return;
    }
    List<String> missing = new ArrayList<>();
    if (!conf.get().getBoolean("hbase.backup.enable", false)) {
      missing.add("hbase.backup.enable=true");
    }
    for (String setting : wanted) {
      String[] pair = setting.split("=", 2);
      if (!List.of(conf.get().getTrimmedStrings(pair[0])).contains(pair[1])) {
        missing.add(setting);
      }
    }
    add(
        name,
        missing.isEmpty() ? Outcome.OK : Outcome.FAIL,
        missing.isEmpty()
            ? "all classes of the backup service are configured"
            : "add " + String.join(" and ", missing) + ", then restart the server");
  }

  private List<TableName> wanted(List<TableName> tables) {
    try {
      return new ClusterOperations(cluster).requireTables(tables);
    } catch (LongshoreException e) {
      add("tables", Outcome.FAIL, e.getMessage() + " " + e.hint());
      return List.of();
    } catch (IOException e) {
      add("tables", Outcome.FAIL, Errors.reason(e));
      return List.of();
    }
  }

  private void root(ImageLayout root, List<TableName> tables) throws IOException {
    FileSystem fs;
    Path probe = new Path(root.scratch("check"), "probe");
    try {
      fs = TargetStore.rawFileSystem(root.root(), cluster.configuration());
      fs.create(probe, true).close();
      fs.delete(probe.getParent(), true);
    } catch (IOException | IllegalArgumentException e) {
      LongshoreException why = Errors.rootNotWritable(root.toString(), e);
      add("backup root", Outcome.FAIL, why.getMessage() + " " + why.hint());
      return;
    }
    add("backup root", Outcome.OK, root + " can be written");
    long free = fs.getStatus(root.root()).getRemaining();
    long needed = TableSizes.of(cluster, tables);
    add(
        "free space",
        free > needed ? Outcome.OK : Outcome.FAIL,
        new DataSize(free) + " free, a full backup needs about " + new DataSize(needed));
  }

  private void tables(List<TableName> tables) throws IOException {
    ClusterOperations operations = new ClusterOperations(cluster);
    Set<String> withoutWal = new TreeSet<>();
    Set<String> inexact = new TreeSet<>();
    Set<String> compressions = new TreeSet<>();
    Set<String> encrypted = new TreeSet<>();
    for (TableName name : tables) {
      Optional<TableDescriptor> table = operations.descriptor(name);
      if (table.isEmpty()) {
        continue;
      }
      if (table.get().getDurability() == Durability.SKIP_WAL) {
        withoutWal.add(name.getNameAsString());
      }
      for (ColumnFamilyDescriptor family : table.get().getColumnFamilies()) {
        compressions.add(family.getCompressionType().getName());
        if (family.isNewVersionBehavior()) {
          inexact.add(name.getNameAsString());
        }
        if (family.getEncryptionType() != null) {
          encrypted.add(name.getNameAsString());
        }
      }
    }
    add(
        "durability",
        withoutWal.isEmpty() ? Outcome.OK : Outcome.WARN,
        withoutWal.isEmpty()
            ? "every table writes its WAL"
            : "SKIP_WAL: "
                + String.join(" ", withoutWal)
                + ". Incremental backups will miss what is written to them");
    add(
        "versions",
        inexact.isEmpty() ? Outcome.OK : Outcome.WARN,
        inexact.isEmpty()
            ? "no table has NEW_VERSION_BEHAVIOR"
            : "NEW_VERSION_BEHAVIOR: "
                + String.join(" ", inexact)
                + ". Incremental images do not bring back which of a delete and a put under one"
                + " timestamp came first");
    codecs(compressions);
    keys(encrypted);
  }

  private void codecs(Set<String> compressions) {
    Set<String> missing = new TreeSet<>();
    for (String name : compressions) {
      try {
        Compression.Algorithm algorithm = Compression.getCompressionAlgorithmByName(name);
        algorithm.returnCompressor(algorithm.getCompressor());
      } catch (RuntimeException | LinkageError e) {
        missing.add(name);
      }
    }
    add(
        "codecs",
        missing.isEmpty() ? Outcome.OK : Outcome.WARN,
        missing.isEmpty()
            ? "present: " + String.join(" ", compressions)
            : "not on this classpath: "
                + String.join(" ", missing)
                + ". Full backups copy bytes and do not need them; --against-live does");
  }

  private void keys(Set<String> encrypted) {
    if (encrypted.isEmpty()) {
      add("encryption keys", Outcome.OK, "no table is encrypted");
      return;
    }
    try {
      Encryption.getSecretKeyForSubject(
          cluster.configuration().get("hbase.crypto.master.key.name", "hbase"),
          cluster.configuration());
      add("encryption keys", Outcome.OK, "the master key is present");
    } catch (IOException | RuntimeException e) {
      add(
          "encryption keys",
          Outcome.WARN,
          "the master key cannot be read here, but these tables are encrypted: "
              + String.join(" ", encrypted)
              + ". Keep the key: a restored table cannot be read without it");
    }
  }

  /** Servers whose WALs the stock log cleaner may delete before a backup has taken them. */
  private void wals() throws IOException {
    Map<String, Set<String>> protectedServers = new TreeMap<>();
    for (BackupSession session : cluster.backupSystem().sessions()) {
      if (session.state() != BackupSession.State.COMPLETE
          || WalPin.isPin(session)
          || protectedServers.containsKey(session.root())) {
        continue;
      }
      Set<String> servers = new HashSet<>();
      session.boundaries().values().forEach(each -> servers.addAll(each.keySet()));
      protectedServers.put(session.root(), servers);
    }
    if (protectedServers.isEmpty()) {
      add("WALs", Outcome.OK, "no backup yet: the first full backup needs none");
      return;
    }
    Set<String> writers = new TreeSet<>();
    for (WalFile wal : new WalDirectory(cluster.configuration()).list()) {
      writers.add(wal.server());
    }
    Set<String> unprotected = new TreeSet<>(writers);
    protectedServers.values().forEach(unprotected::removeAll);
    add(
        "WALs",
        unprotected.isEmpty() ? Outcome.OK : Outcome.WARN,
        unprotected.isEmpty()
            ? "those of all servers are kept for the next incremental backup"
            : "nothing keeps those of "
                + String.join(" ", unprotected)
                + ", which came after the last backup; take a backup soon");
  }

  private void add(String name, Outcome outcome, String detail) {
    checks.add(new Check(name, outcome, detail));
  }
}
