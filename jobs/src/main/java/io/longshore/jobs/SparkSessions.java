package io.longshore.jobs;

import io.longshore.core.error.Errors;
import io.longshore.jobs.bandwidth.BandwidthPlugin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.util.Properties;

/** Where jobs get their session from. */
public final class SparkSessions {
  private static final String CATALOG = "spark.sql.catalog.";
  private static final String STANDALONE = "spark://";
  private static final int ANSWER_MS = 10_000;

  private SparkSessions() {}

  /**
   * A session of its own: as {@code spark-submit} describes it, else embedded in this process.
   *
   * @param master null for what the configuration says, else {@code local[*]}
   * @param settings further {@code spark.*} settings
   */
  public static SparkSession open(String master, Map<String, String> settings) {
    if (isOpen()) {
      // Of others: a notebook, say, whose catalogs are not ours. Spark itself runs already: only
      // what belongs to one session can still be set.
      SparkSession session = SparkSession.getDefaultSession().get().newSession();
      settings.forEach((key, value) -> set(session, key, value));
      return session;
    }
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
    requireSupported(package$.MODULE$.SPARK_VERSION(), Properties.versionNumberString());
    requireAnswer(conf.get("spark.master"));
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) {
      // Spark throws what it likes, also checked exceptions that it does not declare.
      throw Errors.sparkUnusable(conf.get("spark.master"), e);
    }
  }

  /** Spark itself asks for a minute, and then stops in the middle of something else. */
  private static void requireAnswer(String master) {
    if (!master.startsWith(STANDALONE)) {
      return;
    }
    Exception last = null;
    for (String address : master.substring(STANDALONE.length()).split(",")) {
      int colon = address.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        int port = Integer.parseInt(address.substring(colon + 1));
        String host = address.substring(0, Math.max(0, colon));
        socket.connect(new InetSocketAddress(host, port), ANSWER_MS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        last = e;
      }
    }
    throw Errors.sparkUnusable(master, last);
  }

  static void requireSupported(String spark, String scala) {
    if (!spark.startsWith("3.5.") || !scala.startsWith("2.12.")) {
      throw Errors.wrongSpark(spark, scala);
    }
  }

  /** Whether this process has a session, which is then whoever's made it. */
  public static boolean isOpen() {
    Option<SparkSession> existing = SparkSession.getDefaultSession();
    return existing.isDefined() && !existing.get().sparkContext().isStopped();
  }

  private static void set(SparkSession session, String key, String value) {
    if (session.conf().isModifiable(key) || key.startsWith(CATALOG)) {
      session.conf().set(key, value);
    }
  }

  private static void addPlugin(SparkConf conf) {
    String plugin = BandwidthPlugin.class.getName();
    String others = conf.get(BandwidthPlugin.CONF_KEY, "");
    if (!others.contains(plugin)) {
      conf.set(BandwidthPlugin.CONF_KEY, others.isEmpty() ? plugin : others + "," + plugin);
    }
  }
}
