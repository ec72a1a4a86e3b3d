package io.longshore.core.image;

import io.longshore.core.copy.Checksum;
import java.util.Comparator;
import java.util.List;

/**
 * Every file of an image with its length and checksum. Kept beside the stock manifest, whose
 * checksum it holds: where another tool has rewritten the image since, the inventory no longer
 * speaks of it.
 *
 * @param image whose files these are
 * @param manifest the checksum of the stock manifest's bytes
 * @param files ordered by path
 * @param history where they come from
 */
public record ImageInventory(
    ImageId image, Checksum manifest, List<ImageFile> files, ImageHistory history) {
  public ImageInventory {
    files = files.stream().sorted(Comparator.comparing(ImageFile::path)).toList();
  }

  public long bytes() {
    return files.stream().mapToLong(ImageFile::length).sum();
  }
}
