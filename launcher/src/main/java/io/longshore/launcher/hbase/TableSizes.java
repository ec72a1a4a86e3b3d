package io.longshore.launcher.hbase;

import io.longshore.core.copy.TargetStore;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.ClusterMetrics;
import org.apache.hadoop.hbase.RegionMetrics;
import org.apache.hadoop.hbase.ServerMetrics;
import org.apache.hadoop.hbase.Size;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.util.CommonFSUtils;
import org.apache.hadoop.hbase.util.HFileArchiveUtil;

/** About how many bytes a full backup of tables copies. */
public final class TableSizes {
  private TableSizes() {}

  /** What the tables take on disk, archived files that clones link to included, and in memory. */
  public static long of(Cluster cluster, Collection<TableName> tables) throws IOException {
    Path root = cluster.root();
    FileSystem fs = TargetStore.rawFileSystem(root, cluster.configuration());
    long bytes = 0;
    for (TableName table : tables) {
      for (Path directory :
          List.of(
              CommonFSUtils.getTableDir(root, table),
              HFileArchiveUtil.getTableArchivePath(root, table))) {
        if (fs.exists(directory)) {
          bytes += fs.getContentSummary(directory).getLength();
        }
      }
    }
    return bytes + inMemory(cluster, tables);
  }

  private static long inMemory(Cluster cluster, Collection<TableName> tables) throws IOException {
    Set<TableName> wanted = new HashSet<>(tables);
    double bytes = 0;
    try (Admin admin = cluster.admin()) {
      for (ServerMetrics server :
          admin
              .getClusterMetrics(EnumSet.of(ClusterMetrics.Option.LIVE_SERVERS))
              .getLiveServerMetrics()
              .values()) {
        for (RegionMetrics region : server.getRegionMetrics().values()) {
          if (wanted.contains(RegionInfo.getTable(region.getRegionName()))) {
            bytes += region.getMemStoreSize().get(Size.Unit.BYTE);
          }
        }
      }
    }
    return (long) bytes;
  }
}
