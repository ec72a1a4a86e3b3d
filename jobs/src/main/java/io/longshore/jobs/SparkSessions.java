package io.longshore.jobs;

import io.longshore.jobs.bandwidth.BandwidthPlugin;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Where jobs get their session from. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * A session: the one that {@code spark-submit} describes, else one embedded in this process.
   *
   * @param master null for what the configuration says, else {@code local[*]}
   * @param settings further {@code spark.*} settings
   */
  public static SparkSession open(String master, Map<String, String> settings) {
    SparkConf conf = new SparkConf();
    settings.forEach(conf::set);
    if (master != null) {
      conf.setMaster(master);
    }
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "longshore");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Our shuffles write one file a task at once, rather than one a range that are put together.
    conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // Progress is counted from heartbeats.
      conf.setIfMissing("spark.executor.heartbeatInterval", "3s");
    }
    addPlugin(conf);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static void addPlugin(SparkConf conf) {
    String plugin = BandwidthPlugin.class.getName();
    String others = conf.get(BandwidthPlugin.CONF_KEY, "");
    if (!others.contains(plugin)) {
      conf.set(BandwidthPlugin.CONF_KEY, others.isEmpty() ? plugin : others + "," + plugin);
    }
  }
}
