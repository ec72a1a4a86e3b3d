package io.longshore.launcher.session;

import io.longshore.jobs.run.ProgressListener;
import io.longshore.launcher.hbase.Cluster;
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
}
