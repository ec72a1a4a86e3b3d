package io.longshore.jobs.merge;

import io.longshore.core.copy.BlockHosts;
import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.ManyFiles;
import io.longshore.core.error.Errors;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.core.hfile.StoreFileKeys;
import io.longshore.jobs.copy.CopyJob;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyLog;
import io.longshore.jobs.run.EachTask;
import io.longshore.jobs.run.PlacedTasks;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.jobs.run.ProgressMeter;
import io.longshore.snapshot.scan.Split;
import io.longshore.snapshot.scan.SplitPlanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes one image of several: their store files are sorted already, so those whose rows overlap are
 * merged as they are read, cut into tasks at rows of their indexes, and the others are copied.
 *
 * @param tables of the new image
 * @param copies files that are taken over as they are, besides those that the merge finds
 * @param checksums of files by their URI, as far as they are known; one that is copied must have it
 * @param scratch a directory on the image's file system for what is not finished; the caller
 *     deletes it
 */
public record MergeImages(
    List<MergeInput> tables,
    Purge purge,
    List<CopyItem> copies,
    Map<String, Checksum> checksums,
    Path scratch,
    CopySettings settings,
    CopyLimits limits) {
  private static final long LEAST_BYTES_OF_A_TASK = 32 << 20;
  private static final long MOST_BYTES_OF_A_TASK = 1 << 30;
  private static final int TASKS_A_SLOT = 3;

  /**
   * What became of the images' files.
   *
   * @param merged files that were written
   * @param copied files that were copied as they are; of those that were asked for besides, only
   *     the copy is told
   */
  public record Result(List<MergedFile> merged, List<Copied> copied, List<CopiedFile> besides) {}

  /**
   * A file that was copied.
   *
   * @param region the encoded name of the one in which it was found
   */
  public record Copied(String table, String region, String family, CopiedFile file) {}

  /**
   * Merges. On failure what was written is left for the caller to delete.
   *
   * @param log of the copies
   * @throws io.longshore.core.error.LongshoreException if a file is missing or damaged, or cannot
   *     be written
   */
  public Result run(SparkSession spark, Configuration conf, CopyLog log, ProgressListener progress)
      throws IOException {
    int slots = limits.workers() > 0 ? limits.workers() : slots(spark.sparkContext());
    List<MergeTask> tasks = new ArrayList<>();
    List<CopyItem> items = new ArrayList<>(copies);
    Map<String, Copied> found = new HashMap<>();
    for (MergeInput table : tables) {
      MergePlan plan = plan(table, conf);
      tasks.addAll(cut(table, plan, slots, conf));
      for (MergePlan.Copy copy : plan.copies()) {
        StoreFile file = copy.file();
        String target =
            table.directory() + "/" + table.store(copy.region(), copy.family()) + "/" + file.name();
        items.add(
            new CopyItem(
                file.places(),
                target,
                file.length(),
                List.of(),
                CopyItem.expected(file.places(), checksums)));
        found.put(target, new Copied(table.files().table(), copy.region(), copy.family(), null));
      }
    }
    List<MergedFile> merged = merge(spark, conf, tasks, slots, progress);
    List<Copied> copied = new ArrayList<>();
    List<CopiedFile> besides = new ArrayList<>();
    for (CopiedFile file :
        new CopyJob(spark, conf, scratch, settings, limits)
            .run("copy", items, log, progress)
            .files()) {
      Copied known = found.get(file.target());
      if (known == null) {
        besides.add(file);
      } else {
        copied.add(new Copied(known.table(), known.region(), known.family(), file));
      }
    }
    return new Result(merged, List.copyOf(copied), List.copyOf(besides));
  }

  private MergePlan plan(MergeInput table, Configuration conf) throws IOException {
    List<StoreFile> unknown = List.copyOf(MergePlan.unknown(table));
    List<RowRange> ranges =
        ManyFiles.map(unknown, file -> StoreFileKeys.range(conf, file, FileFaults.FAIL));
    Map<StoreFile, RowRange> rows = new HashMap<>();
    for (int i = 0; i < unknown.size(); i++) {
      rows.put(unknown.get(i), ranges.get(i));
    }
    return MergePlan.of(table, purge == Purge.COMPACTED, rows);
  }

  private static List<MergeTask> cut(
      MergeInput table, MergePlan plan, int slots, Configuration conf) throws IOException {
    long size = plan.merges().bytes() / slots / TASKS_A_SLOT;
    SplitPlanner planner =
        new SplitPlanner(
            Math.max(LEAST_BYTES_OF_A_TASK, Math.min(MOST_BYTES_OF_A_TASK, size)),
            0,
            file -> StoreFileKeys.rows(conf, file, FileFaults.FAIL),
            (file, from, length) -> BlockHosts.of(conf, file.places(), from, length));
    MergeInput merged =
        new MergeInput(plan.merges().withRegions(List.of()), table.directory(), table.full());
    List<MergeTask> tasks = new ArrayList<>();
    for (Split split : planner.plan(plan.merges())) {
      tasks.add(new MergeTask(merged, split));
    }
    return tasks;
  }

  private List<MergedFile> merge(
      SparkSession spark,
      Configuration conf,
      List<MergeTask> tasks,
      int slots,
      ProgressListener progress) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    SparkContext context = spark.sparkContext();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    String job = "longshore-merge-" + UUID.randomUUID();
    long bytes = tasks.stream().mapToLong(MergeTask::bytes).sum();
    Broadcast<SerializableConfiguration> shipped =
        java.broadcast(new SerializableConfiguration(conf));
    List<MergedFile> merged = new ArrayList<>();
    try (ProgressMeter meter = new ProgressMeter("merge", job, bytes, tasks.size(), progress)) {
      context.addSparkListener(meter);
      try {
        MergeSettings shared =
            new MergeSettings(
                job,
                Math.min(slots, tasks.size()),
                shipped,
                purge,
                limits,
                context.longAccumulator(meter.bytesName()),
                context.longAccumulator(meter.filesName()));
        EachTask.run(
            job,
            PlacedTasks.of(context, largestFirst(tasks), task -> task.split().hosts())
                .map(task -> merge(task, shared)),
            (number, files) -> merged.addAll(files));
        meter.finish();
      } finally {
        context.removeSparkListener(meter);
      }
    } catch (Exception e) {
      // Spark throws its checked exceptions undeclared.
      throw Errors.find(e);
    } finally {
      shipped.destroy();
    }
    return List.copyOf(merged);
  }

  private static List<MergeTask> largestFirst(List<MergeTask> tasks) {
    List<MergeTask> sorted = new ArrayList<>(tasks);
    sorted.sort(Comparator.comparingLong(MergeTask::bytes).reversed());
    return sorted;
  }

  private static ArrayList<MergedFile> merge(MergeTask task, MergeSettings settings)
      throws IOException {
    ArrayList<MergedFile> files =
        new StoreMerge(
                task.input(),
                settings.purge(),
                settings.conf(),
                settings.budget(),
                TaskContext.get()::isInterrupted)
            .merge(task.split().pieces());
    settings.bytes().add(task.bytes());
    settings.tasksDone().add(1);
    return files;
  }

  private static int slots(SparkContext context) {
    return Math.max(1, context.defaultParallelism());
  }
}
