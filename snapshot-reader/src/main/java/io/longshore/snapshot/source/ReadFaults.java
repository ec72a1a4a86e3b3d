package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.StoreFile;
import io.longshore.snapshot.hbase.SnapshotFiles;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Store files of a snapshot that are gone, or damaged. */
final class ReadFaults implements FileFaults {
  private static final Logger LOG = LoggerFactory.getLogger(ReadFaults.class);

  private final Configuration conf;
  private final SnapshotName snapshot;
  private final boolean skipsDamage;

  ReadFaults(Configuration conf, SnapshotName snapshot, boolean skipsDamage) {
    this.conf = conf;
    this.snapshot = snapshot;
    this.skipsDamage = skipsDamage;
  }

  @Override
  public LongshoreException missing(StoreFile file, Throwable cause) {
    try {
      if (!new SnapshotFiles(new Path(snapshot.root()), conf).has(snapshot.name())) {
        return Errors.snapshotDeleted(snapshot.name(), cause);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return FileFaults.super.missing(file, cause);
  }

  @Override
  public void damaged(String place, long offset, Throwable cause) {
    if (!skipsDamage) {
      FileFaults.super.damaged(place, offset, cause);
    }
    LOG.warn("Passed over the damaged block at byte {} of {}: {}", offset, place, cause.toString());
  }
}
