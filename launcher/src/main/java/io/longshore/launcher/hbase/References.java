package io.longshore.launcher.hbase;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.copy.TokenBucket;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.regionserver.StoreFileInfo;
import org.apache.hadoop.hbase.util.CommonFSUtils;
import org.apache.hadoop.hbase.util.FSUtils;

/**
 * The references of a table's regions to files of the regions that they were split or merged from,
 * which go when HBase compacts them.
 *
 * <p>While a clone has any, nothing may keep their files but its snapshot. HBase 2.6.1 takes the
 * split parents of a clone for unused, whose links would keep them from HFileLinkCleaner:
 * CloneSnapshotProcedure leaves their daughters out of hbase:meta, where CatalogJanitor looks
 * (HBASE-29111, mended in 2.6.2). Of a merge a snapshot does not even have the parents
 * (HBASE-30154).
 */
public final class References {
  private static final long POLL_NANOS = Duration.ofSeconds(1).toNanos();

  private final FileSystem fs;
  private final Path table;

  public References(Cluster cluster, TableName table) throws IOException {
    this.fs = TargetStore.rawFileSystem(cluster.root(), cluster.configuration());
    this.table = CommonFSUtils.getTableDir(cluster.root(), table);
  }

  /**
   * Waits until there are none of those that are there now.
   *
   * @param stop ends the waiting
   * @return false if some are left
   */
  public boolean awaitNone(Instant deadline, BooleanSupplier stop) throws IOException {
    List<Path> regions = fs.exists(table) ? FSUtils.getRegionDirs(fs, table) : List.of();
    while (true) {
      regions = withReferences(regions);
      if (regions.isEmpty()) {
        return true;
      }
      if (stop.getAsBoolean() || !Instant.now().isBefore(deadline)) {
        return false;
      }
      TokenBucket.sleep(POLL_NANOS);
    }
  }

  private List<Path> withReferences(List<Path> regions) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path region : regions) {
      if (hasReferences(region)) {
        found.add(region);
      }
    }
    return found;
  }

  private boolean hasReferences(Path region) throws IOException {
    try {
      for (Path family : FSUtils.getFamilyDirs(fs, region)) {
        for (FileStatus file : fs.listStatus(family)) {
          if (StoreFileInfo.isReference(file.getPath())) {
            return true;
          }
        }
      }
      return false;
    } catch (FileNotFoundException e) {
      // The region has gone meanwhile, and its references with it.
      return false;
    }
  }
}
