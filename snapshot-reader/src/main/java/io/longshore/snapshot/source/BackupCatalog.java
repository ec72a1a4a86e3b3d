package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.snapshot.hbase.ImageListing;
import io.longshore.snapshot.hbase.TableVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * The tables of the backup images in a root, for {@code
 * spark.sql.catalog.NAME=io.longshore.snapshot.source.BackupCatalog} and {@code
 * spark.sql.catalog.NAME.root=ROOT}. Made by Spark.
 */
public final class BackupCatalog extends VersionsCatalog {
  @Override
  List<TableVersion> versions(ReadOptions options) throws IOException {
    return listing(options).versions();
  }

  @Override
  TableVersion version(TableName table, String version, ReadOptions options) throws IOException {
    return listing(options).version(version, table);
  }

  @Override
  TableVersion asOf(TableName table, long moment, ReadOptions options)
      throws IOException, NoSuchTableException {
    List<TableVersion> versions =
        versions(options).stream().filter(version -> version.table().equals(table)).toList();
    if (versions.isEmpty()) {
      throw noSuchTable(table);
    }
    if (moment == Long.MAX_VALUE) {
      return versions.get(0);
    }
    for (TableVersion version : versions) {
      if (version.created() == moment) {
        return version;
      }
      if (version.created() < moment) {
        throw Errors.tableUnusable(
            "No image was made at that moment; the last one before it, "
                + version.name()
                + ", was at "
                + Instant.ofEpochMilli(version.created())
                + ".",
            "Read it with VERSION AS OF '" + version.name() + "'.");
      }
    }
    TableVersion oldest = versions.get(versions.size() - 1);
    throw Errors.tableUnusable(
        "The table " + table + " has no image of that time or before.",
        "The oldest, "
            + oldest.name()
            + ", was made at "
            + Instant.ofEpochMilli(oldest.created())
            + ".");
  }

  @Override
  TableView view(TableVersion version, ReadOptions options) throws IOException {
    return TableView.ofImage(options, listing(options).chain(version.name(), version.table()));
  }

  private static ImageListing listing(ReadOptions options) throws IOException {
    return ImageListing.of(options.backupRoot(), options.conf());
  }
}
