package io.longshore.launcher.session;

import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ConsumedWal;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How fast an image was made, by which the time for the next one is estimated.
 *
 * @param image that was made so
 * @param bytesPerSecond of store files, or of WALs
 */
public record Pace(ImageId image, double bytesPerSecond) {
  /** Of the newest image of a type of which that is known. */
  public static Optional<Pace> of(ImageStore images, ImageType type) throws IOException {
    if (!images.exists()) {
      return Optional.empty();
    }
    List<BackupImage> newestFirst =
        images.images().stream()
            .filter(image -> image.type() == type)
            .sorted(BackupImage.OLDEST_FIRST.reversed())
            .toList();
    for (BackupImage image : newestFirst) {
      long bytes = images.inventory(image.id()).map(Pace::read).orElse(0L);
      long milliseconds = Duration.between(image.started(), image.completed()).toMillis();
      if (bytes > 0 && milliseconds > 0) {
        return Optional.of(new Pace(image.id(), bytes * 1000.0 / milliseconds));
      }
    }
    return Optional.empty();
  }

  private static long read(ImageInventory inventory) {
    List<ConsumedWal> wals = inventory.history().wals();
    return wals.isEmpty() ? inventory.bytes() : wals.stream().mapToLong(ConsumedWal::length).sum();
  }

  /**
   * How long so much may take.
   *
   * @param limit bytes a second that are allowed, zero for all
   */
  public Duration estimate(long bytes, long limit) {
    double rate = limit > 0 ? Math.min(limit, bytesPerSecond) : bytesPerSecond;
    return Duration.ofMillis((long) Math.ceil(bytes * 1000 / rate));
  }
}
