package io.longshore.jobs.copy;

import io.longshore.benchmarks.Heap;
import io.longshore.core.copy.CopyItem;
import io.longshore.jobs.SnapshotItems;
import io.longshore.snapshot.hbase.SnapshotFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.snapshot.SnapshotDescriptionUtils;
import org.apache.hadoop.hbase.snapshot.SnapshotManifest;

/**
 * Plans the export of a snapshot in a process of its own, and prints how many files it has, the
 * seconds of the first time and of a later one, those of HBase's own reading of the manifest, and
 * the most heap that was in use in megabytes. In this package because plans are nobody else's
 * business.
 */
public final class PlanProcess {
  private static final int TASKS = 600;

  private PlanProcess() {}

  public static void main(String[] args) throws IOException {
    Configuration conf = HBaseConfiguration.create();
    Path root = new Path(args[0]);
    // First what both need, then the floor, so that it bears the cost of loading HBase's classes.
    double parse = time(() -> parse(conf, root, args[1]));
    List<Double> ours = new ArrayList<>();
    for (int run = 0; run < 16; run++) {
      ours.add(time(() -> plan(conf, root, args[1])));
    }
    long heap = Heap.peak();
    int files = plan(conf, root, args[1]);
    List<Double> warm = new ArrayList<>(ours.subList(6, ours.size()));
    warm.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%d %.3f %.3f %.3f %d%n",
        files,
        ours.get(0),
        warm.get(warm.size() / 2),
        parse,
        heap);
  }

  private interface Action {
    int run() throws IOException;
  }

  private static double time(Action action) throws IOException {
    long began = System.nanoTime();
    action.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static int parse(Configuration conf, Path root, String snapshot) throws IOException {
    Path directory = SnapshotDescriptionUtils.getCompletedSnapshotDir(snapshot, root);
    FileSystem fs = directory.getFileSystem(conf);
    return SnapshotManifest.open(
            conf, fs, directory, SnapshotDescriptionUtils.readSnapshotInfo(fs, directory))
        .getRegionManifests()
        .size();
  }

  private static int plan(Configuration conf, Path root, String snapshot) throws IOException {
    List<CopyItem> items =
        SnapshotItems.storeFiles(
            new SnapshotFiles(root, conf).read(snapshot), new Path("hdfs://target/hbase"));
    CopyPlan plan = CopyPlan.of(items.stream().map(CopyUnit::whole).toList(), TASKS);
    return plan.tasks().stream().mapToInt(task -> task.units().size()).sum();
  }
}
