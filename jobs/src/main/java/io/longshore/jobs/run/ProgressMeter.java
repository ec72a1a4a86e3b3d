package io.longshore.jobs.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
  private final String what;
  private final long totalBytes;
  private final long totalFiles;
  private final String bytesName;
  private final String filesName;
  private final ProgressListener listener;
  private final long began = System.nanoTime();
  private final Map<Long, long[]> byTask = new HashMap<>();

  /** What was reported: a task that is tried again does not make the job go back. */
  private final long[] highest = new long[2];

  private final ScheduledExecutorService clock;
  private boolean ended;

  public ProgressMeter(
      String what, String job, long totalBytes, long totalFiles, ProgressListener listener) {
    this.what = what;
    this.totalBytes = totalBytes;
    this.totalFiles = totalFiles;
    this.bytesName = job + ".bytes";
    this.filesName = job + ".files";
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

  public String bytesName() {
    return bytesName;
  }

  public String filesName() {
    return filesName;
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
  public synchronized void finish() {
    byTask.clear();
    byTask.put(-1L, new long[] {totalBytes, totalFiles});
  }

  @Override
  public void close() {
    clock.shutdownNow();
    report();
  }

  private synchronized void forget(long task) {
    byTask.remove(task);
  }

  private synchronized void count(long task, Iterable<AccumulableInfo> counters) {
    for (AccumulableInfo counter : counters) {
      if (counter.name().isEmpty() || counter.update().isEmpty()) {
        continue;
      }
      int which =
          counter.name().get().equals(bytesName)
              ? 0
              : counter.name().get().equals(filesName) ? 1 : -1;
      if (which >= 0) {
        byTask.computeIfAbsent(task, id -> new long[2])[which] =
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
    highest[0] = Math.max(highest[0], sum(0));
    highest[1] = Math.max(highest[1], sum(1));
    listener.onProgress(
        new ProgressListener.Progress(
            what,
            Math.min(highest[0], totalBytes),
            totalBytes,
            Math.min(highest[1], totalFiles),
            totalFiles,
            Duration.ofNanos(System.nanoTime() - began)));
  }
}
