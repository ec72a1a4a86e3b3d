package io.longshore.snapshot.source;

import io.longshore.snapshot.hbase.SnapshotFaults;
import io.longshore.snapshot.hbase.SnapshotFiles;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Store files of a snapshot that are gone, or damaged, as the options of a reading say. */
final class ReadFaults extends SnapshotFaults {
  private static final Logger LOG = LoggerFactory.getLogger(ReadFaults.class);

  private final boolean skipsDamage;

  ReadFaults(Configuration conf, SnapshotName snapshot, boolean skipsDamage) throws IOException {
    super(new SnapshotFiles(new Path(snapshot.root()), conf), snapshot.name());
    this.skipsDamage = skipsDamage;
  }

  @Override
  public void damaged(String place, long offset, Throwable cause) {
    if (!skipsDamage) {
      super.damaged(place, offset, cause);
    }
    LOG.warn("Passed over the damaged block at byte {} of {}: {}", offset, place, cause.toString());
  }
}
