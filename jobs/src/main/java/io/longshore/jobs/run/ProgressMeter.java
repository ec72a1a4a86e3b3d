package io.longshore.jobs.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/**
 * Counts what a job's tasks have moved, those that still run too: Spark sends their counters with
 * every heartbeat, but adds them to the driver's own only when a task ends.
 */
public final class ProgressMeter extends SparkListener implements AutoCloseable {
  private static final int BYTES = 0;
  private static final int FILES = 1;
  private static final int CELLS = 2;

  private final String what;
  private final String unit;
  private final boolean readsCells;
  private final long totalBytes;
  private final long totalFiles;

  /** Of the counters, each at its place. */
  private final List<String> names;

  private final ProgressListener listener;
  private final long began = System.nanoTime();
  private final Map<Long, long[]> byTask = new HashMap<>();

  /** What was reported: a task that is tried again does not make the job go back. */
  private final long[] highest = new long[3];

  private final ScheduledExecutorService clock;
  private boolean finished;
  private boolean ended;

  /** Of a job that moves files as they are. */
  public ProgressMeter(
      String what, String job, long totalBytes, long totalFiles, ProgressListener listener) {
    this(what, "files", false, job, totalBytes, totalFiles, listener);
  }

  private ProgressMeter(
      String what,
      String unit,
      boolean readsCells,
      String job,
      long totalBytes,
      long totalFiles,
      ProgressListener listener) {
    this.what = what;
    this.unit = unit;
    this.readsCells = readsCells;
    this.totalBytes = totalBytes;
    this.totalFiles = totalFiles;
    this.names = List.of(job + ".bytes", job + ".files", job + ".cells");
    this.listener = listener;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "longshore-progress");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleAtFixedRate(this::report, 1, 1, TimeUnit.SECONDS);
  }

  /** Of a job that reads the cells of WALs; it ends with {@link #finish(long)}. */
  public static ProgressMeter ofWals(
      String what, String job, long totalBytes, long wals, ProgressListener listener) {
    return new ProgressMeter(what, "WALs", true, job, totalBytes, wals, listener);
  }

  public String bytesName() {
    return names.get(BYTES);
  }

  public String filesName() {
    return names.get(FILES);
  }

  public String cellsName() {
    return names.get(CELLS);
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    JavaConverters.seqAsJavaList(update.accumUpdates())
        .forEach(task -> count((Long) task._1(), JavaConverters.seqAsJavaList(task._4())));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskInfo().successful()) {
      count(
          end.taskInfo().taskId(),
          JavaConverters.seqAsJavaList(end.taskInfo().accumulables().toSeq()));
    } else {
      forget(end.taskInfo().taskId());
    }
  }

  /** The job is done, whatever counters are still on their way. */
  public void finish() {
    finish(0);
  }

  /**
   * The job is done, whatever counters are still on their way.
   *
   * @param cells that it read
   */
  public synchronized void finish(long cells) {
    finished = true;
    highest[BYTES] = totalBytes;
    highest[FILES] = totalFiles;
    highest[CELLS] = cells;
  }

  @Override
  public synchronized void close() {
    clock.shutdownNow();
    report();
    // The clock may be at it still, and would say the end twice.
    ended = true;
  }

  private synchronized void forget(long task) {
    byTask.remove(task);
  }

  private synchronized void count(long task, Iterable<AccumulableInfo> counters) {
    for (AccumulableInfo counter : counters) {
      if (counter.name().isEmpty() || counter.update().isEmpty()) {
        continue;
      }
      int which = names.indexOf(counter.name().get());
      if (which >= 0) {
        byTask.computeIfAbsent(task, id -> new long[names.size()])[which] =
            Long.parseLong(counter.update().get().toString());
      }
    }
  }

  private long sum(int which) {
    return byTask.values().stream().mapToLong(counted -> counted[which]).sum();
  }

  private synchronized void report() {
    if (ended) {
      return;
    }
    for (int which = 0; which < highest.length && !finished; which++) {
      highest[which] = Math.max(highest[which], sum(which));
    }
    listener.onProgress(
        new ProgressListener.Progress(
            what,
            unit,
            Math.min(highest[BYTES], totalBytes),
            totalBytes,
            Math.min(highest[FILES], totalFiles),
            totalFiles,
            readsCells ? OptionalLong.of(highest[CELLS]) : OptionalLong.empty(),
            Duration.ofNanos(System.nanoTime() - began)));
  }
}
