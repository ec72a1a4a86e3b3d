package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.snapshot.hbase.SnapshotListing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A snapshot of HBase as {@code spark.read().format("hbase_snapshot")}: its store files are read,
 * no region server is asked. Options are in docs/sql.md. Made by Spark.
 */
public final class SnapshotDataSource implements TableProvider, DataSourceRegister {
  static final String NAME = "hbase_snapshot";

  /** Read for the schema, and then asked for again at once. */
  private HBaseFilesTable table;

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    try {
      TableView view = TableView.of(snapshot(options(options)));
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

  private static ReadOptions options(CaseInsensitiveStringMap options) {
    return ReadOptions.of(options, SparkSession.active().sessionState().newHadoopConf());
  }

  /** Names the newest snapshot of the mapping's table where none is named. */
  private static ReadOptions snapshot(ReadOptions options) throws IOException {
    SnapshotListing listing = SnapshotListing.of(new Path(options.root()), options.conf());
    if (!options.snapshot().isEmpty()) {
      listing.get(options.snapshot());
      return options;
    }
    String table = options.mapping().mapping().map(mapping -> mapping.table()).orElse("");
    if (table.isEmpty()) {
      throw Errors.invalidArgument(
          "The option snapshot is not set.", "Name a snapshot: .option(\"snapshot\", NAME).");
    }
    return options.withSnapshot(
        listing
            .newest(TableName.valueOf(table), Long.MAX_VALUE)
            .orElseThrow(
                () ->
                    Errors.tableUnusable(
                        "There is no snapshot of the table "
                            + table
                            + " in "
                            + options.root()
                            + ".",
                        "Take one with `snapshot '" + table + "', NAME` in the HBase shell."))
            .name());
  }
}
