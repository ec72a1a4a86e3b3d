package io.longshore.snapshot.source;

import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.StoreFile;
import io.longshore.snapshot.hbase.SnapshotFaults;
import io.longshore.snapshot.hbase.SnapshotFiles;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One snapshot.
 *
 * @param root of the HBase that has it
 */
record SnapshotName(String root, String name) implements FilesOrigin {
  @Override
  public LongshoreException missing(Configuration conf, StoreFile file, Throwable cause)
      throws IOException {
    return new SnapshotFaults(new SnapshotFiles(new Path(root), conf), name).missing(file, cause);
  }

  @Override
  public String format() {
    return SnapshotDataSource.NAME;
  }

  @Override
  public String toString() {
    return "snapshot " + name + " of " + root;
  }
}
