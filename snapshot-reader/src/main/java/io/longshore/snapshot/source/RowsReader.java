package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.Column;
import io.longshore.snapshot.scan.ColumnSource;
import io.longshore.snapshot.scan.ColumnType;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Makes a row of objects of each row: of columns too that have several values. */
final class RowsReader implements PartitionReader<InternalRow> {
  private final ScanPlan plan;
  private final TableRows rows;
  private final ObjectTarget[] targets;
  private final Object[] values;
  private final GenericInternalRow objects;
  private final UnsafeProjection projection;

  RowsReader(ScanPlan plan, TableRows rows, StructType schema) {
    this.plan = plan;
    this.rows = rows;
    targets = new ObjectTarget[plan.wanted().length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = new ObjectTarget(plan.column(plan.wanted()[i]).valueType());
    }
    values = new Object[targets.length];
    objects = new GenericInternalRow(values);
    projection = UnsafeProjection.create(schema);
  }

  @Override
  public boolean next() throws IOException {
    return rows.next();
  }

  @Override
  public InternalRow get() {
    for (int i = 0; i < values.length; i++) {
      values[i] = value(plan.wanted()[i], targets[i]);
    }
    return projection.apply(objects);
  }

  private Object value(int index, ObjectTarget target) {
    RowValues row = rows.row();
    Column column = plan.column(index);
    List<Cell> cells = row.cells(index);
    if (cells == null) {
      rows.values().read(index, row, target);
      return target.value();
    }
    if (cells.isEmpty()) {
      return null;
    }
    Object[] several = new Object[cells.size()];
    for (int i = 0; i < several.length; i++) {
      Cell cell = cells.get(i);
      rows.values()
          .read(
              index,
              row,
              cell.getValueArray(),
              cell.getValueOffset(),
              cell.getValueLength(),
              target);
      several[i] = target.value();
    }
    if (!(column.source() instanceof ColumnSource.Family)) {
      return new GenericArrayData(several);
    }
    boolean text = ((ColumnType.Map) column.type()).key() == ColumnType.Simple.STRING;
    Object[] qualifiers = new Object[several.length];
    for (int i = 0; i < several.length; i++) {
      byte[] qualifier = CellUtil.cloneQualifier(cells.get(i));
      qualifiers[i] = text ? UTF8String.fromBytes(qualifier) : qualifier;
    }
    return new ArrayBasedMapData(new GenericArrayData(qualifiers), new GenericArrayData(several));
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
