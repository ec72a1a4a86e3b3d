package io.longshore.snapshot.source;

import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.ReadCounters;
import io.longshore.snapshot.hbase.RegionCells;
import io.longshore.snapshot.scan.Piece;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;

/** Makes a row of each cell. */
final class CellsReader implements PartitionReader<InternalRow> {
  private final Configuration conf;
  private final ScanPlan plan;
  private final FileFaults faults;
  private final Iterator<Piece> pieces;
  private final ReadCounters counters = new ReadCounters();
  private final CellColumn[] columns;
  private final Object[] values;
  private final GenericInternalRow objects;
  private final UnsafeProjection projection;
  private RegionCells cells;
  private boolean inRow;
  private int left;

  CellsReader(
      Configuration conf, ScanPlan plan, FileFaults faults, List<Piece> pieces, StructType schema) {
    this.conf = conf;
    this.plan = plan;
    this.faults = faults;
    this.pieces = pieces.iterator();
    this.left = plan.limit();
    columns = new CellColumn[plan.wanted().length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = CellColumn.values()[plan.wanted()[i]];
    }
    values = new Object[columns.length];
    objects = new GenericInternalRow(values);
    projection = UnsafeProjection.create(schema);
  }

  @Override
  public boolean next() throws IOException {
    if (left == 0) {
      return false;
    }
    left--;
    while (true) {
      if (inRow && cells.nextCell()) {
        return true;
      }
      if (cells != null) {
        inRow = cells.nextRow();
        if (inRow) {
          return true;
        }
        close();
      }
      if (!pieces.hasNext()) {
        return false;
      }
      Piece piece = pieces.next();
      cells =
          RegionCells.open(
              conf, plan.tableDescriptor(), piece.region(), plan.scan(piece), faults, counters);
    }
  }

  @Override
  public InternalRow get() {
    for (int i = 0; i < values.length; i++) {
      values[i] = columns[i].of(cells.cell());
    }
    return projection.apply(objects);
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return ReadMetrics.of(counters, 0);
  }

  @Override
  public void close() throws IOException {
    if (cells != null) {
      cells.close();
      cells = null;
      inRow = false;
    }
  }
}
