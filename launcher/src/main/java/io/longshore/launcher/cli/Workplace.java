package io.longshore.launcher.cli;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.output.Output;
import io.longshore.launcher.output.ProgressPrinter;
import io.longshore.launcher.session.Environment;
import io.longshore.launcher.session.LiveSession;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** What one run of a command opens, and closes when it ends. */
final class Workplace implements AutoCloseable {
  private final Longshore longshore;
  private final Configuration conf;
  private final Map<String, String> sparkSettings;
  private final Cluster cluster;
  private final Interruption interruption;
  private SparkSession spark;
  private boolean ownsSpark;

  Workplace(Longshore longshore) {
    this(longshore, Map.of());
  }

  /**
   * @param sparkSettings that the command adds, such as its queue
   */
  Workplace(Longshore longshore, Map<String, String> sparkSettings) {
    this(longshore, longshore.global.configuration(), sparkSettings);
  }

  Workplace(Longshore longshore, Configuration conf, Map<String, String> sparkSettings) {
    this.longshore = longshore;
    this.conf = conf;
    this.sparkSettings = sparkSettings;
    this.cluster = new Cluster(conf);
    this.interruption = new Interruption();
  }

  Configuration conf() {
    return conf;
  }

  Cluster cluster() {
    return cluster;
  }

  Output output() {
    return longshore.output();
  }

  synchronized SparkSession spark() {
    if (spark == null) {
      Map<String, String> settings = new LinkedHashMap<>(sparkSettings);
      settings.putAll(longshore.global.sparkSettings());
      ownsSpark = !SparkSessions.isOpen();
      spark = SparkSessions.open(longshore.global.master(), settings);
    }
    return spark;
  }

  ProgressPrinter progress() {
    return new ProgressPrinter(longshore.err(), Boolean.getBoolean("longshore.terminal"));
  }

  Environment environment() {
    return new Environment(
        cluster, this::spark, progress(), output()::notice, this::running, longshore.observer());
  }

  private void running(LiveSession session) {
    interruption.cancels(session);
  }

  @Override
  public void close() throws IOException {
    interruption.close();
    try {
      cluster.close();
    } finally {
      if (ownsSpark && spark != null) {
        spark.stop();
        // Those who embed us would find it, and it is of no use.
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
      }
    }
  }
}
