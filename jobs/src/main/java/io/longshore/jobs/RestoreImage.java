package io.longshore.jobs;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.jobs.copy.CopyJob;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyLog;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.snapshot.hbase.SnapshotFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.mob.MobConstants;
import org.apache.spark.sql.SparkSession;

/**
 * Copies the store files of snapshots in images back into the archive of a cluster, from where
 * {@code clone_snapshot} links to them. What the cluster still has is not copied again.
 *
 * @param snapshots of the tables, read from the image
 * @param checksums of the image's files by their URI, as far as its inventory knows them
 * @param root the cluster's
 * @param scratch a directory on the cluster's file system for what is not finished
 */
public record RestoreImage(
    List<SnapshotContents> snapshots,
    Map<String, Checksum> checksums,
    Path root,
    Path scratch,
    CopySettings settings,
    CopyLimits limits) {

  public CopyReport run(
      SparkSession spark, Configuration conf, CopyLog log, ProgressListener progress)
      throws IOException {
    return new CopyJob(spark, conf, scratch, settings, limits)
        .run("restore", items(), log, progress);
  }

  private List<CopyItem> items() {
    List<CopyItem> items = new ArrayList<>();
    for (SnapshotContents snapshot : snapshots) {
      for (SnapshotFile file : snapshot.files()) {
        items.add(item(file));
      }
    }
    return items;
  }

  private CopyItem item(SnapshotFile file) {
    return new CopyItem(
        file.places(),
        new Path(new Path(root, HConstants.HFILE_ARCHIVE_DIRECTORY), file.path()).toString(),
        file.length(),
        List.of(
            new Path(root, file.path()).toString(),
            new Path(new Path(root, MobConstants.MOB_DIR_NAME), file.path()).toString()),
        CopyItem.expected(file.places(), checksums));
  }
}
