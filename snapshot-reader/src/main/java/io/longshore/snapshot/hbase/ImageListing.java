package io.longshore.snapshot.hbase;

import io.longshore.core.error.Errors;
import io.longshore.core.error.Nearest;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.PointInTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;

/** The tables of the backup images in a root. */
public final class ImageListing {
  private final ImageLayout layout;
  private final Configuration conf;
  private final List<BackupImage> images;

  private ImageListing(ImageLayout layout, Configuration conf, List<BackupImage> images) {
    this.layout = layout;
    this.conf = conf;
    this.images = images;
  }

  /**
   * @throws io.longshore.core.error.LongshoreException if there is no such root
   */
  public static ImageListing of(ImageLayout layout, Configuration conf) throws IOException {
    List<BackupImage> images = new ArrayList<>(ImageStore.at(layout, conf).images());
    images.sort(BackupImage.OLDEST_FIRST.reversed());
    return new ImageListing(layout, conf, List.copyOf(images));
  }

  /** Each table of each image, those of the newest image first. */
  public List<TableVersion> versions() {
    List<TableVersion> versions = new ArrayList<>();
    for (BackupImage image : images) {
      image.tables().forEach(table -> versions.add(version(image, table)));
    }
    return versions;
  }

  /**
   * A table of an image.
   *
   * @throws io.longshore.core.error.LongshoreException if there is no such image, naming the
   *     nearest, or if it has no such table
   */
  public TableVersion version(String id, TableName table) {
    return version(image(id, table), table);
  }

  private static TableVersion version(BackupImage image, TableName table) {
    return new TableVersion(image.id().toString(), table, image.started().toEpochMilli(), false);
  }

  /**
   * The images that a table of one is made of.
   *
   * @throws io.longshore.core.error.LongshoreException if there is no such image, naming the
   *     nearest, if it has no such table, or if an image that it continues is missing
   */
  public ImageChain chain(String id, TableName table) throws IOException {
    ImageChain chain = ImageChain.of(image(id, table), table);
    ImageStore.at(layout, conf).requireWhole(chain);
    return chain;
  }

  /**
   * The images that a table at a moment is made of.
   *
   * @param moment in milliseconds since 1970
   * @throws io.longshore.core.error.LongshoreException if none covers the moment, or if an image
   *     that is needed is missing
   */
  public PointInTime at(TableName table, long moment) throws IOException {
    ImageStore store = ImageStore.at(layout, conf);
    PointInTime found = PointInTime.of(store, images, table, moment);
    store.requireWhole(found.chain());
    return found;
  }

  private BackupImage image(String id, TableName table) {
    BackupImage image =
        images.stream()
            .filter(each -> each.id().toString().equals(id))
            .findFirst()
            .orElseThrow(() -> notFound(id));
    if (!image.tables().contains(table)) {
      throw Errors.tableNotInImage(
          table.getNameAsString(),
          id,
          String.join(" ", image.tables().stream().map(TableName::getNameAsString).toList()));
    }
    return image;
  }

  private RuntimeException notFound(String id) {
    List<String> ids = images.stream().map(BackupImage::id).map(ImageId::toString).toList();
    return Errors.imageNotFound(id, layout.toString(), Nearest.to(id, ids));
  }
}
