package io.longshore.core.backup;

import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.hbase.TableName;

/**
 * One row {@code session:<id>} of {@code backup:system}: a backup that runs, is done or failed.
 *
 * @param snapshots the tables, each with the name of its HBase snapshot, empty before there is one
 * @param boundaries for a complete session: every table of the root to its region servers' ({@code
 *     host:port}) WAL boundaries in milliseconds; the stock log cleaner keeps what is newer
 * @param workers -1 where none was asked for
 * @param bandwidth in MB/s a task, -1 where none was asked for
 * @param progress in percent
 */
public record BackupSession(
    ImageId id,
    ImageType type,
    String root,
    State state,
    Phase phase,
    Map<TableName, String> snapshots,
    Instant started,
    Optional<Instant> completed,
    int progress,
    int workers,
    long bandwidth,
    Optional<String> failure,
    Map<TableName, Map<String, Long>> boundaries) {

  /** The stock states. */
  public enum State {
    RUNNING,
    COMPLETE,
    FAILED
  }

  /** The stock phases. */
  public enum Phase {
    REQUEST,
    SNAPSHOT,
    PREPARE_INCREMENTAL,
    SNAPSHOTCOPY,
    INCREMENTAL_COPY,
    STORE_MANIFEST
  }

  public BackupSession {
    snapshots = Map.copyOf(snapshots);
    boundaries = Map.copyOf(boundaries);
  }

  /** A session that begins now. */
  public static BackupSession begin(
      ImageId id,
      ImageType type,
      String root,
      Map<TableName, String> snapshots,
      Instant started,
      int workers,
      long bandwidth) {
    return new BackupSession(
        id,
        type,
        root,
        State.RUNNING,
        Phase.REQUEST,
        snapshots,
        started,
        Optional.empty(),
        0,
        workers,
        bandwidth,
        Optional.empty(),
        Map.of());
  }

  public List<TableName> tables() {
    return List.copyOf(new TreeMap<>(snapshots).keySet());
  }

  public BackupSession at(Phase now, int percent) {
    return new BackupSession(
        id,
        type,
        root,
        state,
        now,
        snapshots,
        started,
        completed,
        percent,
        workers,
        bandwidth,
        failure,
        boundaries);
  }

  public BackupSession withBoundaries(Map<TableName, Map<String, Long>> every) {
    return new BackupSession(
        id, type, root, state, phase, snapshots, started, completed, progress, workers, bandwidth,
        failure, every);
  }

  public BackupSession complete(Instant when, Map<TableName, Map<String, Long>> every) {
    return new BackupSession(
        id,
        type,
        root,
        State.COMPLETE,
        Phase.STORE_MANIFEST,
        snapshots,
        started,
        Optional.of(when),
        100,
        workers,
        bandwidth,
        Optional.empty(),
        every);
  }

  public BackupSession failed(Instant when, String why) {
    return new BackupSession(
        id,
        type,
        root,
        State.FAILED,
        phase,
        snapshots,
        started,
        Optional.of(when),
        progress,
        workers,
        bandwidth,
        Optional.of(why),
        boundaries);
  }
}
