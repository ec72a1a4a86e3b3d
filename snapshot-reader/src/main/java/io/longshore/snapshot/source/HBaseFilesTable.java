package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.ColumnMapping;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table of HBase, as its store files hold it. */
final class HBaseFilesTable implements SupportsRead {
  private final TableView view;

  /** Null where each cell is a row. */
  private final ColumnMapping mapping;

  HBaseFilesTable(TableView view, ColumnMapping mapping) {
    this.view = view;
    this.mapping = mapping;
  }

  @Override
  public String name() {
    return view.files().table() + " of " + view.origin();
  }

  // What Spark 3.5 still asks for.
  @Deprecated
  @Override
  public StructType schema() {
    return sqlSchema();
  }

  StructType sqlSchema() {
    return mapping == null ? CellColumn.schema() : SparkTypes.schema(mapping);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    TableView asked = view.with(options);
    return mapping == null ? new CellsScanBuilder(asked) : new RowsScanBuilder(asked, mapping);
  }

  /** So that what Spark has cached of a table is found again. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HBaseFilesTable table
        && view.isSame(table.view)
        && Objects.equals(mapping, table.mapping);
  }

  @Override
  public int hashCode() {
    return Objects.hash(view.origin(), mapping);
  }
}
