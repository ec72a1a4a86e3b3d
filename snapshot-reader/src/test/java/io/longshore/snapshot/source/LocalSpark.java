package io.longshore.snapshot.source;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A session with nothing but what Spark and this module have. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession open(Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("test")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }
}
