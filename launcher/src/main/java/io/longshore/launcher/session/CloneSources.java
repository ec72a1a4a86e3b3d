package io.longshore.launcher.session;

import io.longshore.core.option.LongshoreOptions;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.References;
import io.longshore.snapshot.hbase.SnapshotFiles;
import java.io.IOException;
import java.time.Instant;
import org.apache.hadoop.hbase.TableName;

/**
 * The snapshots that tables were cloned from. They go when the tables are there, but for those
 * whose files a clone still reads by references: nothing else keeps these ({@link References}).
 */
final class CloneSources {
  private final Environment environment;
  private final LiveSession live;
  private final ClusterOperations operations;

  /** Until when compactions are waited for, of all tables together; null before the first. */
  private Instant patience;

  CloneSources(Environment environment, LiveSession live) {
    this.environment = environment;
    this.live = live;
    this.operations = new ClusterOperations(environment.cluster());
  }

  /** Deletes the snapshot of a clone, unless only that keeps what the clone reads. */
  void release(String snapshot, TableName clone) throws IOException {
    if (!operations.hasSnapshot(snapshot)) {
      return;
    }
    if (isNeeded(snapshot, clone)) {
      environment
          .notices()
          .accept(
              "HBase has not compacted all regions of "
                  + clone
                  + " that had been split or merged. Until it has, only snapshot "
                  + snapshot
                  + " keeps files that they read. Run `major_compact '"
                  + clone
                  + "'` in the HBase shell, and when `compaction_state` says NONE, `delete_snapshot '"
                  + snapshot
                  + "'`.");
    } else {
      operations.deleteSnapshot(snapshot);
    }
  }

  private boolean isNeeded(String snapshot, TableName clone) throws IOException {
    if (!new SnapshotFiles(environment.cluster().root(), environment.conf())
        .hasReferences(snapshot)) {
      return false;
    }
    References references = new References(environment.cluster(), clone);
    if (references.awaitNone(Instant.now(), live::isCancelled)) {
      return false;
    }
    if (patience == null) {
      patience =
          Instant.now().plus(LongshoreOptions.RESTORE_COMPACTION_WAIT.read(environment.conf()));
    }
    environment
        .notices()
        .accept(
            "Waiting until HBase has compacted regions of "
                + clone
                + " that had been split or merged.");
    return !references.awaitNone(patience, live::isCancelled);
  }
}
