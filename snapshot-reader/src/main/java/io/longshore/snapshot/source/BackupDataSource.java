package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageChain;
import io.longshore.snapshot.hbase.ImageListing;
import io.longshore.snapshot.hbase.TableVersion;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hbase.TableName;

/**
 * A table of a backup image as {@code spark.read().format("hbase_backup")}: what a restore of the
 * image would make, read from its files and those of the images that it continues. Options are in
 * docs/sql.md. Made by Spark.
 */
public final class BackupDataSource extends FilesDataSource {
  static final String NAME = "hbase_backup";

  @Override
  public String shortName() {
    return NAME;
  }

  /** Of the newest image of the table where none is named. */
  @Override
  TableView view(ReadOptions options) throws IOException {
    ImageListing images = ImageListing.of(options.backupRoot(), options.conf());
    String table = options.text(ReadOptions.TABLE);
    if (table.isEmpty()) {
      table = options.mapping().mapping().map(mapping -> mapping.table()).orElse("");
    }
    if (table.isEmpty()) {
      throw Errors.invalidArgument(
          "The option table is not set.", "Name a table of HBase: .option(\"table\", NAME).");
    }
    TableName name = TableName.valueOf(table);
    String image = options.text(ReadOptions.IMAGE);
    ImageChain chain =
        images.chain(image.isEmpty() ? newest(images, name, options.root()) : image, name);
    String from = options.text(ReadOptions.FROM);
    return from.isEmpty()
        ? TableView.ofImage(options, chain)
        : TableView.ofChanges(options, chain, from);
  }

  private static String newest(ImageListing images, TableName table, String root) {
    List<TableVersion> versions = images.versions();
    return versions.stream()
        .filter(version -> version.table().equals(table))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.tableNotFound(
                    table.getNameAsString(),
                    "No image in " + root + " has it: `longshore history -p " + root + "`."))
        .name();
  }
}
