package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.KeyLayout;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Counts the rows of a split, and keeps its first and its last key: one row. */
final class AggregateReader implements PartitionReader<InternalRow> {
  private final ScanPlan plan;
  private final TableRows rows;
  private final List<RowAggregate> aggregates;
  private boolean done;
  private long count;
  private byte[] first;
  private byte[] last;

  AggregateReader(ScanPlan plan, TableRows rows, List<RowAggregate> aggregates) {
    this.plan = plan;
    this.rows = rows;
    this.aggregates = aggregates;
  }

  @Override
  public boolean next() throws IOException {
    if (done) {
      return false;
    }
    done = true;
    boolean onlyFirst = aggregates.stream().allMatch(RowAggregate.FIRST_KEY::equals);
    boolean wantsLast = aggregates.contains(RowAggregate.LAST_KEY);
    while (rows.next()) {
      count++;
      if (first == null) {
        first = rows.row().rowKey();
        if (onlyFirst) {
          break;
        }
      }
      if (wantsLast) {
        // Of every row: which is the last is known behind it.
        last = rows.row().rowKey();
      }
    }
    return true;
  }

  @Override
  public InternalRow get() {
    Object[] values = new Object[aggregates.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (aggregates.get(i)) {
            case COUNT -> count;
            case FIRST_KEY -> value(first);
            case LAST_KEY -> value(last);
          };
    }
    return new GenericInternalRow(values);
  }

  private Object value(byte[] key) {
    if (key == null) {
      return null;
    }
    KeyLayout layout = new KeyLayout(plan.mapping(), plan.zone());
    ObjectTarget target = new ObjectTarget(plan.column(layout.column(0)).type());
    layout.decode(0, key, 0, key.length, target);
    return target.value();
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return ReadMetrics.of(rows.counters(), rows.values().malformed());
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
