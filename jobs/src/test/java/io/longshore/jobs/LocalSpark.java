package io.longshore.jobs;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Sessions of two tasks at once in this process; the test that opened one stops it. */
public final class LocalSpark {
  private LocalSpark() {}

  /** As the launcher opens it. */
  public static SparkSession open() {
    return SparkSessions.open("local[2]", Map.of());
  }

  /** As a notebook opens it, which does not know of Longshore. */
  public static SparkSession withoutPlugin(Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("a notebook")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }
}
