package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageChain;
import io.longshore.core.option.TimeText;
import io.longshore.snapshot.hbase.ImageListing;
import io.longshore.snapshot.hbase.TableVersion;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.internal.SQLConf;

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
    String image = image(options);
    String from = options.text(ReadOptions.FROM);
    String moment = options.text(ReadOptions.TIMESTAMP_AS_OF);
    if (!moment.isEmpty()) {
      if (!image.isEmpty() || !from.isEmpty()) {
        throw Errors.invalidArgument(
            "timestampAsOf is given beside an image.", "Name an image, or a moment.");
      }
      ZoneId zone = DateTimeUtils.getZoneId(SQLConf.get().sessionLocalTimeZone());
      return TableView.atMoment(options, images.at(name, TimeText.parse(moment, zone)));
    }
    ImageChain chain =
        images.chain(image.isEmpty() ? newest(images, name, options.root()) : image, name);
    return from.isEmpty()
        ? TableView.ofImage(options, chain)
        : TableView.ofChanges(options, chain, from);
  }

  private static String image(ReadOptions options) {
    String image = options.text(ReadOptions.IMAGE);
    String to = options.text(ReadOptions.TO);
    if (!image.isEmpty() && !to.isEmpty() && !image.equals(to)) {
      throw Errors.invalidArgument(
          "The options image and to name two images.", "They mean the same: give one of them.");
    }
    return image.isEmpty() ? to : image;
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
