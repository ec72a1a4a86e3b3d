package io.longshore.snapshot.source;

import io.longshore.snapshot.hbase.ImageListing;
import io.longshore.snapshot.hbase.TableVersion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
  TableView version(TableName table, String version, ReadOptions options) throws IOException {
    return TableView.ofImage(options, listing(options).chain(version, table));
  }

  @Override
  TableView asOf(TableName table, long moment, ReadOptions options)
      throws IOException, NoSuchTableException {
    ImageListing images = listing(options);
    Optional<TableVersion> newest =
        images.versions().stream().filter(version -> version.table().equals(table)).findFirst();
    if (newest.isEmpty()) {
      throw noSuchTable(table);
    }
    return moment == Long.MAX_VALUE
        ? TableView.ofImage(options, images.chain(newest.get().name(), table))
        : TableView.atMoment(options, images.at(table, moment));
  }

  private static ImageListing listing(ReadOptions options) throws IOException {
    return ImageListing.of(options.backupRoot(), options.conf());
  }
}
