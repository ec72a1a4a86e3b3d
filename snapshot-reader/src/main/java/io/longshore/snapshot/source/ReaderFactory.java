package io.longshore.snapshot.source;

import io.longshore.core.hfile.FileFaults;
import io.longshore.snapshot.scan.Piece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;

/** What executors are given once for all their tasks. */
final class ReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  /** What becomes of what is read. */
  enum Shape {
    BATCHES,
    ROWS,
    CELLS,
    AGGREGATES
  }

  private final SerializableConfiguration conf;
  private final FilesOrigin origin;
  private final boolean skipsDamage;
  private final ScanPlan plan;
  private final Shape shape;
  private final List<RowAggregate> aggregates;
  private final StructType schema;

  ReaderFactory(TableView table, ScanPlan plan, Shape shape, ScanResult result) {
    this.conf = new SerializableConfiguration(table.options().conf());
    this.origin = table.origin();
    this.skipsDamage = table.options().skipsDamage();
    this.plan = plan;
    this.shape = shape;
    this.aggregates = result.aggregates();
    this.schema = result.schema();
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return shape == Shape.BATCHES;
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return new BatchReader(rows(partition), plan.wanted(), schema);
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return switch (shape) {
      case CELLS -> cells(partition);
      case AGGREGATES -> new AggregateReader(plan, rows(partition), aggregates);
      default -> new RowsReader(plan, rows(partition), schema);
    };
  }

  private TableRows rows(InputPartition partition) {
    try {
      return new TableRows(conf.value(), plan, faults(), pieces(partition));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CellsReader cells(InputPartition partition) {
    return new CellsReader(conf.value(), plan, faults(), pieces(partition), schema);
  }

  private FileFaults faults() {
    return new ReadFaults(conf.value(), origin, skipsDamage);
  }

  private static List<Piece> pieces(InputPartition partition) {
    return ((HBaseFilesPartition) partition).pieces();
  }
}
