package io.longshore.benchmarks;

import io.longshore.jobs.SparkSessions;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Plans a query of a snapshot in a process of its own, and prints how many tasks it has, the
 * seconds of the first time, Spark's own start and first plan apart, and the most heap that was in
 * use in megabytes.
 */
final class QueryPlanProcess {
  private QueryPlanProcess() {}

  /**
   * @param args HBase's root, the snapshot's name
   */
  public static void main(String[] args) {
    SparkSession spark = SparkSessions.open("local[2]", Map.of());
    spark.range(10).selectExpr("id + 1").queryExecution().toRdd().getNumPartitions();
    long began = System.nanoTime();
    Dataset<Row> rows =
        spark
            .read()
            .format("hbase_snapshot")
            .option("rootdir", args[0])
            .option("snapshot", args[1])
            .option("columns", "id string :key, q long f:q")
            .load()
            .where("q > 3");
    int tasks = rows.queryExecution().toRdd().getNumPartitions();
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(Locale.ROOT, "%d %.3f %d%n", tasks, seconds, Heap.peak());
    spark.stop();
  }
}
