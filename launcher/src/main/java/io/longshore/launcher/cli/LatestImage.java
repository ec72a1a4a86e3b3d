package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageChain;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;

/** The newest image of a root, for schedules that cannot name one. */
final class LatestImage {
  private static final String LATEST = "latest";

  private LatestImage() {}

  /**
   * An image as a user names it.
   *
   * @param text its id, or {@code latest}
   * @param tables that the latest must have; any where empty
   */
  static ImageId resolve(
      String text, ImageLayout layout, Configuration conf, Collection<TableName> tables)
      throws IOException {
    return text.equals(LATEST) ? newest(layout, conf, tables).id() : ImageId.parse(text);
  }

  /** What the newest image continues, from its full image on, and itself. */
  static List<ImageId> chain(ImageLayout layout, Configuration conf) throws IOException {
    BackupImage newest = newest(layout, conf, List.of());
    List<ImageId> chain =
        ImageChain.of(newest, newest.tables().get(0)).images().stream()
            .map(BackupImage::id)
            .toList();
    if (chain.size() == 1) {
      throw Errors.nothingToMerge(layout.toString());
    }
    return chain;
  }

  private static BackupImage newest(
      ImageLayout layout, Configuration conf, Collection<TableName> tables) throws IOException {
    ImageStore images = ImageStore.at(layout, conf);
    if (!images.exists()) {
      throw Errors.noBackupRoot(layout.toString());
    }
    return images.images().stream()
        .filter(image -> image.tables().containsAll(tables))
        .max(BackupImage.OLDEST_FIRST)
        .orElseThrow(() -> Errors.imageNotFound(LATEST, layout.toString()));
  }
}
