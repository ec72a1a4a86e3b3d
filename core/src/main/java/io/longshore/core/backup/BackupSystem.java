package io.longshore.core.backup;

import io.longshore.core.image.ImageId;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupInfo;
import org.apache.hadoop.hbase.backup.impl.BackupSystemTable;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The table {@code backup:system}, read and written in the stock formats through the stock class.
 * Its snapshot and restore of the whole table are never used: they can leave it disabled.
 */
public final class BackupSystem implements Closeable {
  private static final String BOUNDARIES_ROW = "trslm:";
  private static final String INCREMENTAL_ROW = "incrbackupset:";
  private static final byte[] META = Bytes.toBytes("meta");

  private final Connection connection;
  private final BackupSystemTable stock;

  /** Makes the tables where they are missing, as the stock tools do. */
  public BackupSystem(Connection connection) throws IOException {
    this.connection = connection;
    this.stock = new BackupSystemTable(connection);
  }

  public TableName tableName() {
    return BackupSystemTable.getTableName(connection.getConfiguration());
  }

  /** Both tables of the backup system; no backup of all tables takes them. */
  public Set<TableName> systemTables() {
    return Set.of(
        tableName(),
        BackupSystemTable.getTableNameForBulkLoadedData(connection.getConfiguration()));
  }

  public void write(BackupSession session) throws IOException {
    stock.updateBackupInfo(StockSession.toStock(session));
  }

  public Optional<BackupSession> read(ImageId id) throws IOException {
    BackupInfo info = stock.readBackupInfo(id.toString());
    return Optional.ofNullable(info).map(StockSession::fromStock);
  }

  public void delete(ImageId id) throws IOException {
    stock.deleteBackupInfo(id.toString());
  }

  /** Every session, newest first, also those whose start times are equal. */
  public List<BackupSession> sessions() throws IOException {
    List<BackupSession> sessions = new ArrayList<>();
    for (BackupInfo info : stock.getBackupInfos(BackupInfo.BackupState.ANY)) {
      sessions.add(StockSession.fromStock(info));
    }
    sessions.sort(
        Comparator.comparing(BackupSession::started).thenComparing(BackupSession::id).reversed());
    return sessions;
  }

  /** Region servers ({@code host:port}) to their highest WAL number before the last log roll. */
  public Map<String, Long> lastLogRoll(String root) throws IOException {
    return Map.copyOf(stock.readRegionServerLastLogRollResult(root));
  }

  /** Every table of a root to its WAL boundaries. */
  public Map<TableName, Map<String, Long>> boundaries(String root) throws IOException {
    return stock.readLogTimestampMap(root);
  }

  public void writeBoundaries(Set<TableName> tables, Map<String, Long> servers, String root)
      throws IOException {
    stock.writeRegionServerLogTimestamp(tables, servers, root);
  }

  /** Puts the boundaries of a root back to what they were; tables not named lose theirs. */
  public void resetBoundaries(String root, Map<TableName, Map<String, Long>> former)
      throws IOException {
    Set<TableName> gone = new HashSet<>(boundaries(root).keySet());
    gone.removeAll(former.keySet());
    for (Map.Entry<TableName, Map<String, Long>> table : former.entrySet()) {
      writeBoundaries(Set.of(table.getKey()), table.getValue(), root);
    }
    try (Table system = connection.getTable(tableName())) {
      for (TableName table : gone) {
        system.delete(
            new Delete(Bytes.toBytes(BOUNDARIES_ROW + root + "\0" + table.getNameAsString())));
      }
    }
  }

  /**
   * The roots whose backups go on, as their users wrote them, each with its complete sessions,
   * newest first; none has no session.
   */
  public Map<String, List<BackupSession>> completeSessions() throws IOException {
    Map<String, List<BackupSession>> byRoot = new HashMap<>();
    for (BackupSession session : sessions()) {
      if (session.state() == BackupSession.State.COMPLETE) {
        byRoot.computeIfAbsent(session.root(), root -> new ArrayList<>()).add(session);
      }
    }
    return byRoot;
  }

  /** The complete sessions of a root, newest first; none where it has none. */
  public List<BackupSession> completeSessions(String root) throws IOException {
    return completeSessions().getOrDefault(root, List.of());
  }

  /** The start code of a root, empty before its first backup. */
  public Optional<Long> startCode(String root) throws IOException {
    return Optional.ofNullable(stock.readBackupStartCode(root)).map(Long::valueOf);
  }

  public void writeStartCode(long startCode, String root) throws IOException {
    stock.writeBackupStartCode(startCode, root);
  }

  public void addToIncrementalSet(Set<TableName> tables, String root) throws IOException {
    stock.addIncrementalBackupTableSet(tables, root);
  }

  public Set<TableName> incrementalSet(String root) throws IOException {
    return stock.getIncrementalBackupTableSet(root);
  }

  /**
   * Takes tables that are gone out of a root: no incremental backup asks for them any more, and
   * they keep no WALs.
   */
  public void forgetTables(List<TableName> tables, String root) throws IOException {
    try (Table system = connection.getTable(tableName())) {
      for (TableName table : tables) {
        system.delete(
            new Delete(Bytes.toBytes(BOUNDARIES_ROW + root + "\0" + table.getNameAsString())));
        system.delete(
            new Delete(Bytes.toBytes(INCREMENTAL_ROW + root))
                .addColumns(META, Bytes.toBytes(table.getNameAsString())));
      }
    }
  }

  /**
   * Deletes what tells the stock tools, and HBase's cleaner of store files, that files were
   * bulk-loaded and not yet backed up.
   *
   * @param files names, as the region gave them
   */
  public void deleteBulkLoads(Set<TableName> tables, Set<String> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    List<byte[]> consumed = new ArrayList<>();
    for (byte[] row : stock.readBulkloadRows(List.copyOf(tables)).getSecond()) {
      String key = Bytes.toString(row);
      if (files.contains(key.substring(key.lastIndexOf(':') + 1))) {
        consumed.add(row);
      }
    }
    stock.deleteBulkLoadedRows(consumed);
  }

  /** Names of all backup sets, sorted. */
  public List<String> sets() throws IOException {
    return stock.listBackupSets().stream().sorted().toList();
  }

  /** The tables of a backup set, empty where there is no such set. */
  public Optional<List<TableName>> set(String name) throws IOException {
    return Optional.ofNullable(stock.describeBackupSet(name));
  }

  public void addToSet(String name, List<TableName> tables) throws IOException {
    stock.addToBackupSet(name, names(tables));
  }

  public void removeFromSet(String name, List<TableName> tables) throws IOException {
    stock.removeFromBackupSet(name, names(tables));
  }

  public void deleteSet(String name) throws IOException {
    stock.deleteBackupSet(name);
  }

  /** The snapshot of {@code backup:system} itself that a stock session takes. */
  public String systemSnapshotName() {
    return BackupSystemTable.getSnapshotName(connection.getConfiguration());
  }

  @Override
  public void close() {
    stock.close();
  }

  private static String[] names(List<TableName> tables) {
    return tables.stream().map(TableName::getNameAsString).toArray(String[]::new);
  }
}
