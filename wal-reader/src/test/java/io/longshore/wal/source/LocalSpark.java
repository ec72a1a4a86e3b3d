package io.longshore.wal.source;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;

/** Sessions of two tasks at once in this process; the test that opened one stops it. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession open(Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("WALs")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** A metric of the only scan in a query that was run. */
  static long metric(Dataset<Row> run, String name) {
    SparkPlan scan = run.queryExecution().executedPlan().collectLeaves().apply(0);
    return scan.metrics().apply(name).value();
  }
}
