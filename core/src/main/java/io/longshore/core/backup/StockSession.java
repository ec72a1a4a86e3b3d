package io.longshore.core.backup;

import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupInfo;
import org.apache.hadoop.hbase.backup.BackupType;

/** A {@link BackupSession} as the stock {@code BackupInfo} and back. */
final class StockSession {
  private StockSession() {}

  static BackupInfo toStock(BackupSession session) {
    BackupInfo stock =
        new BackupInfo(
            session.id().toString(),
            BackupType.valueOf(session.type().name()),
            session.tables().toArray(TableName[]::new),
            session.root());
    session
        .snapshots()
        .forEach(
            (table, snapshot) -> {
              if (!snapshot.isEmpty()) {
                stock.setSnapshotName(table, snapshot);
              }
            });
    stock.setState(BackupInfo.BackupState.valueOf(session.state().name()));
    stock.setPhase(BackupInfo.BackupPhase.valueOf(session.phase().name()));
    stock.setStartTs(session.started().toEpochMilli());
    stock.setCompleteTs(session.completed().map(Instant::toEpochMilli).orElse(0L));
    stock.setProgress(session.progress());
    stock.setWorkers(session.workers());
    stock.setBandwidth(session.bandwidth());
    session.failure().ifPresent(stock::setFailedMsg);
    if (!session.boundaries().isEmpty()) {
      stock.setTableSetTimestampMap(session.boundaries());
    }
    return stock;
  }

  static BackupSession fromStock(BackupInfo stock) {
    Map<TableName, String> snapshots = new HashMap<>();
    for (TableName table : stock.getTableNames()) {
      String name = stock.getSnapshotName(table);
      snapshots.put(table, name == null ? "" : name);
    }
    Map<TableName, Map<String, Long>> boundaries = stock.getTableSetTimestampMap();
    return new BackupSession(
        ImageId.parse(stock.getBackupId()),
        ImageType.valueOf(stock.getType().name()),
        stock.getBackupRootDir(),
        BackupSession.State.valueOf(stock.getState().name()),
        BackupSession.Phase.valueOf(stock.getPhase().name()),
        snapshots,
        Instant.ofEpochMilli(stock.getStartTs()),
        stock.getCompleteTs() > 0
            ? Optional.of(Instant.ofEpochMilli(stock.getCompleteTs()))
            : Optional.empty(),
        stock.getProgress(),
        stock.getWorkers(),
        stock.getBandwidth(),
        Optional.ofNullable(stock.getFailedMsg()),
        boundaries == null ? Map.of() : boundaries);
  }
}
