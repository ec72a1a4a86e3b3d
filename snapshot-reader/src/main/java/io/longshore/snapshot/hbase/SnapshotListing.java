package io.longshore.snapshot.hbase;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.error.Nearest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.shaded.protobuf.generated.SnapshotProtos.SnapshotDescription;
import org.apache.hadoop.hbase.snapshot.SnapshotDescriptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The finished snapshots under a root of HBase.
 *
 * @param snapshots the newest first
 */
public record SnapshotListing(String root, List<TableVersion> snapshots) {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotListing.class);

  public static SnapshotListing of(Path root, Configuration conf) throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(root, conf);
    List<TableVersion> found = new ArrayList<>();
    for (FileStatus status : list(fs, SnapshotDescriptionUtils.getSnapshotsDir(root))) {
      // HBase keeps what it is about under names that begin so.
      if (status.isDirectory() && !status.getPath().getName().startsWith(".")) {
        read(fs, status.getPath()).ifPresent(found::add);
      }
    }
    found.sort(
        Comparator.comparingLong(TableVersion::created)
            .reversed()
            .thenComparing(TableVersion::name));
    return new SnapshotListing(root.toString(), List.copyOf(found));
  }

  /** The newest snapshot of a table that is not newer than a moment, and has not expired. */
  public Optional<TableVersion> newest(TableName table, long moment) {
    return snapshots.stream()
        .filter(each -> each.table().equals(table) && each.created() <= moment && !each.expired())
        .findFirst();
  }

  /** The oldest snapshot of a table. */
  public Optional<TableVersion> oldest(TableName table) {
    return snapshots.stream()
        .filter(each -> each.table().equals(table))
        .reduce((newer, older) -> older);
  }

  /**
   * Returns if there is such a snapshot.
   *
   * @throws io.longshore.core.error.LongshoreException if not, naming the nearest
   */
  public TableVersion get(String name) {
    return snapshots.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.snapshotNotFound(
                    name,
                    root,
                    Nearest.to(name, snapshots.stream().map(TableVersion::name).toList())));
  }

  private static FileStatus[] list(FileSystem fs, Path directory) throws IOException {
    try {
      return fs.listStatus(directory);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private static Optional<TableVersion> read(FileSystem fs, Path directory) throws IOException {
    try {
      SnapshotDescription description = SnapshotDescriptionUtils.readSnapshotInfo(fs, directory);
      return Optional.of(
          new TableVersion(
              description.getName(),
              TableName.valueOf(description.getTable()),
              description.getCreationTime(),
              SnapshotDescriptionUtils.isExpiredSnapshot(
                  description.getTtl(),
                  description.getCreationTime(),
                  System.currentTimeMillis())));
    } catch (IOException e) {
      if (fs.exists(new Path(directory, SnapshotDescriptionUtils.SNAPSHOTINFO_FILE))) {
        // The others can be read all the same.
        LOG.warn("Left out the snapshot in {}: {}", directory, e.toString());
      }
      return Optional.empty();
    }
  }
}
