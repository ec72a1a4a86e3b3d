package io.longshore.jobs;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.ManyFiles;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.jobs.copy.CopyJob;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyLog;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.snapshot.hbase.SnapshotContents;
import io.longshore.snapshot.hbase.SnapshotFiles;
import io.longshore.snapshot.hbase.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Copies one snapshot from a root of HBase to another, as stock's ExportSnapshot does. The manifest
 * lies in the target's working directory while files are copied, so that HBase's cleaners let them
 * be, and is given its name last.
 *
 * @param from a root of HBase
 * @param to another
 * @param target the copy's name
 * @param replace whether a snapshot of that name is replaced
 * @param resetTtl whether the copy never expires
 * @param refuseExpired whether an expired source is refused
 */
public record ExportSnapshot(
    Path from,
    String snapshot,
    Path to,
    String target,
    boolean replace,
    boolean resetTtl,
    boolean refuseExpired,
    CopySettings settings,
    CopyLimits limits) {

  /**
   * What would be copied.
   *
   * @param there how many of the files are in the target already, as long as they are here; their
   *     content is compared before they are left alone
   */
  public record Plan(int files, long bytes, int there, long bytesThere) {}

  /**
   * Changes nothing.
   *
   * @throws io.longshore.core.error.LongshoreException as {@link #run}
   */
  public Plan plan(Configuration conf) throws IOException {
    SnapshotContents source = read(conf);
    FileSystem fs = TargetStore.rawFileSystem(to, conf);
    Path root = fs.makeQualified(to);
    requireFree(fs, root);
    TargetStore store = TargetStore.at(root, conf, settings.bufferSize());
    List<CopyItem> items = SnapshotItems.storeFiles(source, root);
    List<CopyItem> there = new ArrayList<>();
    List<Optional<Long>> lengths = ManyFiles.map(items, item -> store.length(item.target()));
    for (int i = 0; i < items.size(); i++) {
      if (lengths.get(i).equals(Optional.of(items.get(i).length()))) {
        there.add(items.get(i));
      }
    }
    return new Plan(items.size(), bytes(items), there.size(), bytes(there));
  }

  private static long bytes(List<CopyItem> items) {
    return items.stream().mapToLong(CopyItem::length).sum();
  }

  /**
   * @throws io.longshore.core.error.LongshoreException if the snapshot is missing or expired, or is
   *     in the target already
   */
  public CopyReport run(SparkSession spark, Configuration conf, ProgressListener progress)
      throws IOException {
    SnapshotContents source = read(conf);
    FileSystem fs = TargetStore.rawFileSystem(to, conf);
    Path root = fs.makeQualified(to);
    Path completed = requireFree(fs, root);
    // Where renames copy, the manifest comes last, and its description as the last of that.
    boolean renames = !TargetStore.isObjectStore(fs, root);
    Path working = SnapshotWriter.workingDirectory(root, target, conf);
    Path scratch = new Path(root, ".tmp/longshore-export-" + target);
    try {
      if (renames) {
        writeManifest(source, conf, fs, working);
      }
      CopyReport report =
          new CopyJob(spark, conf, scratch, settings, limits)
              .run("export", SnapshotItems.storeFiles(source, root), CopyLog.NONE, progress);
      if (renames) {
        publish(fs, working, completed);
      } else {
        writeManifest(source, conf, fs, completed);
      }
      return report;
    } finally {
      if (renames) {
        fs.delete(working, true);
      }
      fs.delete(scratch, true);
    }
  }

  private SnapshotContents read(Configuration conf) throws IOException {
    SnapshotContents source = new SnapshotFiles(from, conf).read(snapshot);
    if (refuseExpired && source.isExpired()) {
      throw Errors.snapshotExpired(snapshot);
    }
    return source;
  }

  private Path requireFree(FileSystem fs, Path root) throws IOException {
    Path completed = SnapshotWriter.completedDirectory(root, target);
    if (fs.exists(completed) && !replace) {
      throw Errors.snapshotExists(target, to.toString());
    }
    return completed;
  }

  private void writeManifest(
      SnapshotContents source, Configuration conf, FileSystem fs, Path directory)
      throws IOException {
    fs.delete(directory, true);
    SnapshotWriter.write(source, conf, fs, directory, target, !resetTtl, Optional.empty());
    for (FileStatus file : fs.listStatus(directory)) {
      settings.attributes().apply(fs, file.getPath());
    }
  }

  private static void publish(FileSystem fs, Path working, Path completed) throws IOException {
    fs.delete(completed, true);
    fs.mkdirs(completed.getParent());
    if (!fs.rename(working, completed)) {
      throw new IOException("Cannot rename " + working + " to " + completed);
    }
  }
}
