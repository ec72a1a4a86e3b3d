package io.longshore.launcher.session;

import io.longshore.jobs.run.ProgressListener;
import io.longshore.launcher.hbase.Cluster;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What sessions work with.
 *
 * @param spark opens the session when it is first needed
 * @param progress shown to whoever waits
 * @param notices sentences for whoever waits
 * @param running told of the session while it runs, null when it has ended; Ctrl-C cancels it
 */
public record Environment(
    Cluster cluster,
    Supplier<SparkSession> spark,
    ProgressListener progress,
    Consumer<String> notices,
    Consumer<LiveSession> running,
    StepObserver observer) {

  public Configuration conf() {
    return cluster.configuration();
  }

  /**
   * A session of Spark's whose jobs end when a session of ours is cancelled.
   *
   * @throws io.longshore.core.error.LongshoreException if it was cancelled already
   */
  SparkSession sparkOf(LiveSession live) throws IOException {
    SparkSession opened = spark.get();
    live.onCancel(() -> opened.sparkContext().cancelAllJobs());
    live.check();
    return opened;
  }

  /** Shows a session's progress to whoever waits, and tells it to whoever asks. */
  ProgressListener progressOf(LiveSession live) {
    return now -> {
      live.report(now);
      progress.onProgress(now);
    };
  }
}
