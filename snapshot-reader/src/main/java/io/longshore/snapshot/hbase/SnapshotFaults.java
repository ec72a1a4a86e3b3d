package io.longshore.snapshot.hbase;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.StoreFile;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Faults of a snapshot's files. A missing file means that the snapshot was deleted meanwhile, if it
 * is no longer there; its cleaners then take the files.
 */
public class SnapshotFaults implements FileFaults {
  private final SnapshotFiles snapshots;
  private final String snapshot;

  public SnapshotFaults(SnapshotFiles snapshots, String snapshot) {
    this.snapshots = snapshots;
    this.snapshot = snapshot;
  }

  @Override
  public LongshoreException missing(StoreFile file, Throwable cause) {
    try {
      return snapshots.has(snapshot)
          ? FileFaults.super.missing(file, cause)
          : Errors.snapshotDeleted(snapshot, cause);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
