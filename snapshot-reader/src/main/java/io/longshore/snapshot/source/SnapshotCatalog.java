package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.snapshot.hbase.SnapshotListing;
import io.longshore.snapshot.hbase.TableVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * The tables of HBase that have snapshots, for {@code
 * spark.sql.catalog.NAME=io.longshore.snapshot.source.SnapshotCatalog}. A moment is that of the
 * newest snapshot before it. Made by Spark.
 */
public final class SnapshotCatalog extends VersionsCatalog {
  @Override
  List<TableVersion> versions(ReadOptions options) throws IOException {
    return listing(options).snapshots();
  }

  @Override
  TableView version(TableName table, String version, ReadOptions options) throws IOException {
    TableVersion snapshot = listing(options).get(version);
    if (!snapshot.table().equals(table)) {
      throw Errors.invalidArgument(
          "The snapshot " + version + " is one of the table " + snapshot.table() + ".",
          "Read it as `" + name() + "`." + quoted(snapshot.table()) + ".");
    }
    return TableView.ofSnapshot(options, snapshot.name());
  }

  @Override
  TableView asOf(TableName table, long moment, ReadOptions options)
      throws IOException, NoSuchTableException {
    SnapshotListing listing = listing(options);
    Optional<TableVersion> snapshot = listing.newest(table, moment);
    if (snapshot.isPresent()) {
      return TableView.ofSnapshot(options, snapshot.get().name());
    }
    TableVersion oldest = listing.oldest(table).orElseThrow(() -> noSuchTable(table));
    throw Errors.tableUnusable(
        "The table " + table + " has no snapshot of that time or before that can be read.",
        "The oldest, "
            + oldest.name()
            + ", was taken at "
            + Instant.ofEpochMilli(oldest.created())
            + ".");
  }

  private static SnapshotListing listing(ReadOptions options) throws IOException {
    return SnapshotListing.of(new Path(options.root()), options.conf());
  }

  private static String quoted(TableName table) {
    return "`" + table.getNamespaceAsString() + "`.`" + table.getQualifierAsString() + "`";
  }
}
