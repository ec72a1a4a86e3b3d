package io.longshore.wal.source;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** A stream whose rows end up here, through however many runs of its query. */
final class CollectingStream {
  private final SparkSession spark;
  private final Path checkpoint;
  private final Collection<Row> rows = new ConcurrentLinkedQueue<>();
  private final AtomicInteger batches = new AtomicInteger();

  CollectingStream(SparkSession spark, Path checkpoint) {
    this.spark = spark;
    this.checkpoint = checkpoint;
  }

  StreamingQuery start(Map<String, String> options) throws TimeoutException {
    return writer(options).start();
  }

  /** Reads what there is, and stops. */
  void runOnce(Map<String, String> options) throws Exception {
    writer(options).trigger(Trigger.AvailableNow()).start().awaitTermination();
  }

  private DataStreamWriter<Row> writer(Map<String, String> options) {
    VoidFunction2<Dataset<Row>, Long> collect =
        (batch, id) -> {
          List<Row> found = batch.collectAsList();
          rows.addAll(found);
          batches.incrementAndGet();
        };
    return spark
        .readStream()
        .format("hbase_wal")
        .options(options)
        .load()
        .writeStream()
        .option("checkpointLocation", checkpoint.toUri().toString())
        .foreachBatch(collect);
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** Of batches with and without rows. */
  int batches() {
    return batches.get();
  }
}
