package io.longshore.core.image;

import io.longshore.core.error.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.hbase.TableName;

/**
 * The images that a table is restored from: a full one and the incremental ones after it.
 *
 * @param table whose
 * @param images oldest first, the full one at the beginning
 */
public record ImageChain(TableName table, List<BackupImage> images) {
  public ImageChain {
    images = List.copyOf(images);
  }

  public BackupImage full() {
    return images.get(0);
  }

  public List<BackupImage> incrementals() {
    return images.subList(1, images.size());
  }

  /** The image that continues the chain has to begin where this one ended. */
  public BackupImage newest() {
    return images.get(images.size() - 1);
  }

  /**
   * What an image's manifest says a table is restored from.
   *
   * @throws io.longshore.core.error.LongshoreException if no full image is among its ancestors
   */
  public static ImageChain of(BackupImage image, TableName table) {
    Map<ImageId, BackupImage> all = new TreeMap<>();
    collect(image, all);
    return upTo(List.copyOf(all.values()), table)
        .orElseThrow(
            () ->
                Errors.brokenChain(
                    "Image "
                        + image.id()
                        + " names no full image of table "
                        + table
                        + " that it continues.",
                    "Restore another: `longshore history` lists them."));
  }

  /**
   * The newest chain of a table among images.
   *
   * @return empty where none of them is a full one of it
   */
  public static Optional<ImageChain> upTo(List<BackupImage> images, TableName table) {
    List<BackupImage> sorted = new ArrayList<>(images);
    sorted.sort(BackupImage.OLDEST_FIRST);
    List<BackupImage> chain = new ArrayList<>();
    for (BackupImage image : sorted) {
      if (!image.tables().contains(table)) {
        continue;
      }
      if (image.type() == ImageType.FULL) {
        chain.clear();
        chain.add(image);
      } else if (!chain.isEmpty()) {
        chain.add(image);
      }
    }
    return chain.isEmpty() ? Optional.empty() : Optional.of(new ImageChain(table, chain));
  }

  private static void collect(BackupImage image, Map<ImageId, BackupImage> all) {
    all.put(image.id(), image);
    image.ancestors().forEach(ancestor -> collect(ancestor, all));
  }
}
