package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.snapshot.hbase.SnapshotListing;
import io.longshore.snapshot.hbase.TableVersion;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;

/**
 * A snapshot of HBase as {@code spark.read().format("hbase_snapshot")}: its store files are read,
 * no region server is asked. Options are in docs/sql.md. Made by Spark.
 */
public final class SnapshotDataSource extends FilesDataSource {
  static final String NAME = "hbase_snapshot";

  @Override
  public String shortName() {
    return NAME;
  }

  /** Of the newest snapshot of the mapping's table where none is named. */
  @Override
  TableView view(ReadOptions options) throws IOException {
    SnapshotListing listing = SnapshotListing.of(new Path(options.root()), options.conf());
    String snapshot = options.text(ReadOptions.SNAPSHOT);
    if (!snapshot.isEmpty()) {
      listing.get(snapshot);
      return TableView.ofSnapshot(options, snapshot);
    }
    String table = options.mapping().mapping().map(mapping -> mapping.table()).orElse("");
    if (table.isEmpty()) {
      throw Errors.invalidArgument(
          "The option snapshot is not set.", "Name a snapshot: .option(\"snapshot\", NAME).");
    }
    TableVersion newest =
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
                        "Take one with `snapshot '" + table + "', NAME` in the HBase shell."));
    return TableView.ofSnapshot(options, newest.name());
  }
}
