package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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

  /** The newest full image, and the images after it that are of the same tables. */
  static List<ImageId> chain(ImageLayout layout, Configuration conf) throws IOException {
    List<BackupImage> images = new ArrayList<>(images(layout, conf).images());
    images.sort(BackupImage.OLDEST_FIRST);
    List<BackupImage> chain = new ArrayList<>();
    boolean others = false;
    for (BackupImage image : images) {
      if (image.type() == ImageType.FULL) {
        chain = new ArrayList<>(List.of(image));
        others = false;
      } else if (!chain.isEmpty() && !others) {
        others = !Set.copyOf(image.tables()).equals(Set.copyOf(chain.get(0).tables()));
        if (!others) {
          chain.add(image);
        }
      }
    }
    if (chain.isEmpty()) {
      throw Errors.imageNotFound(LATEST, layout.toString());
    }
    if (chain.size() == 1 && others) {
      throw Errors.brokenChain(
          "What continues " + chain.get(0).id() + " is of other tables.",
          "Take a full backup, or merge images by their ids.");
    }
    if (chain.size() == 1) {
      throw Errors.nothingToMerge(layout.toString());
    }
    return chain.stream().map(BackupImage::id).toList();
  }

  private static ImageStore images(ImageLayout layout, Configuration conf) throws IOException {
    ImageStore images = ImageStore.at(layout, conf);
    if (!images.exists()) {
      throw Errors.noBackupRoot(layout.toString());
    }
    return images;
  }

  private static BackupImage newest(
      ImageLayout layout, Configuration conf, Collection<TableName> tables) throws IOException {
    return images(layout, conf).images().stream()
        .filter(image -> image.tables().containsAll(tables))
        .max(BackupImage.OLDEST_FIRST)
        .orElseThrow(() -> Errors.imageNotFound(LATEST, layout.toString()));
  }
}
