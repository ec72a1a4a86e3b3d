package io.longshore.snapshot.source;

import java.io.IOException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Decodes values straight into the columns of batches. */
final class BatchReader implements PartitionReader<ColumnarBatch> {
  private static final int ROWS = 4096;

  /** A batch ends early where values are large. */
  private static final long BYTES = 16 << 20;

  private final TableRows rows;
  private final int[] wanted;
  private final VectorTarget[] targets;
  private final ColumnarBatch batch;

  BatchReader(TableRows rows, int[] wanted, StructType schema) {
    this.rows = rows;
    this.wanted = wanted;
    WritableColumnVector[] vectors = OnHeapColumnVector.allocateColumns(ROWS, schema);
    targets = new VectorTarget[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      targets[i] = new VectorTarget(vectors[i]);
    }
    batch = new ColumnarBatch(vectors);
  }

  @Override
  public boolean next() throws IOException {
    for (VectorTarget target : targets) {
      target.reset();
    }
    int count = 0;
    long bytes = 0;
    RowValues row = rows.row();
    ValueReader values = rows.values();
    while (count < ROWS && bytes < BYTES && rows.next()) {
      bytes = 0;
      for (int i = 0; i < targets.length; i++) {
        VectorTarget target = targets[i];
        target.at(count);
        values.read(wanted[i], row, target);
        bytes += target.bytes();
      }
      count++;
    }
    batch.setNumRows(count);
    return count > 0;
  }

  @Override
  public ColumnarBatch get() {
    return batch;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return ReadMetrics.of(rows.counters(), rows.values().malformed());
  }

  @Override
  public void close() throws IOException {
    rows.close();
    batch.close();
  }
}
