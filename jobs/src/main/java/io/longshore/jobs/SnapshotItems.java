package io.longshore.jobs;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.image.ImageLayout;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.snapshot.hbase.SnapshotFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The files of a snapshot as things to copy. */
public final class SnapshotItems {
  private SnapshotItems() {}

  /** Its store files, into the archive of a root of HBase or of a table in an image. */
  public static List<CopyItem> storeFiles(SnapshotContents snapshot, Path targetRoot) {
    String archive = new Path(targetRoot, ImageLayout.ARCHIVE).toString();
    List<CopyItem> items = new ArrayList<>(snapshot.files().size());
    for (SnapshotFile file : snapshot.files()) {
      items.add(new CopyItem(file.places(), archive + "/" + file.path(), file.length()));
    }
    return items;
  }

  /** Its manifest, unchanged. */
  public static List<CopyItem> manifest(
      SnapshotContents snapshot, Path targetRoot, Configuration conf) throws IOException {
    Path target = new Path(new Path(targetRoot, ImageLayout.SNAPSHOT_DIRECTORY), snapshot.name());
    List<CopyItem> items = new ArrayList<>();
    for (FileStatus file : snapshot.manifestFiles(conf)) {
      items.add(
          new CopyItem(
              List.of(file.getPath().toString()),
              new Path(target, file.getPath().getName()).toString(),
              file.getLen()));
    }
    return items;
  }
}
