package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
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
    if (options.text(ReadOptions.ROOT).isEmpty()) {
      throw Errors.invalidArgument(
          "The option root is not set.", "Name the backup root: .option(\"root\", URI).");
    }
    String table = options.text(ReadOptions.TABLE);
    if (table.isEmpty()) {
      table = options.mapping().mapping().map(mapping -> mapping.table()).orElse("");
    }
    if (table.isEmpty()) {
      throw Errors.invalidArgument(
          "The option table is not set.", "Name a table of HBase: .option(\"table\", NAME).");
    }
    TableName name = TableName.valueOf(table);
    ImageListing images = ImageListing.of(ImageLayout.of(options.root()), options.conf());
    String image = options.text(ReadOptions.IMAGE);
    return TableView.ofImage(
        options,
        images.chain(image.isEmpty() ? newest(images, name, options.root()) : image, name));
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
