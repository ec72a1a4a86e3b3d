package io.longshore.wal.source;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The cells in HBase's WALs, live and archived, as {@code spark.read().format("hbase_wal")} and
 * {@code spark.readStream().format("hbase_wal")}. Columns, options and guarantees are in
 * docs/wal-feed.md. Made by Spark.
 */
public final class WalDataSource implements TableProvider, DataSourceRegister {
  static final String NAME = "hbase_wal";

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return WalColumn.schema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new WalTable();
  }
}
