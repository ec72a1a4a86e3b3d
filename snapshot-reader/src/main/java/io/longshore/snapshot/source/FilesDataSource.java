package io.longshore.snapshot.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table of HBase whose store files are read as {@code spark.read().format(...)}. */
abstract class FilesDataSource implements TableProvider, DataSourceRegister {
  /** Read for the schema, and then asked for again at once. */
  private HBaseFilesTable table;

  /**
   * The table that the options name.
   *
   * @throws io.longshore.core.error.LongshoreException if there is none
   */
  abstract TableView view(ReadOptions options) throws IOException;

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    try {
      TableView view =
          view(ReadOptions.of(options, SparkSession.active().sessionState().newHadoopConf()));
      table = new HBaseFilesTable(view, Mappings.of(view));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table.sqlSchema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    if (table == null) {
      inferSchema(new CaseInsensitiveStringMap(properties));
    }
    return table;
  }
}
