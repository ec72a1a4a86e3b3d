package io.longshore.launcher.cli;

import io.longshore.core.image.ConsumedWal;
import io.longshore.core.image.ImageInventory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The WALs that an incremental image was made of, as its inventory says.
 *
 * @param bytes their length
 * @param read how many of these could be read
 * @param damaged of how many WALs some could not
 * @param cells of the image's tables in them; empty where the inventory does not say
 * @param bytesPerSecond that were read, from the beginning of the session to its manifest
 */
record WalsRead(
    int count,
    long bytes,
    long read,
    long damaged,
    Optional<Long> cells,
    Optional<Long> bytesPerSecond) {

  /**
   * @param took the session
   */
  static WalsRead of(ImageInventory inventory, Optional<Duration> took) {
    List<ConsumedWal> wals = inventory.history().wals();
    long read = wals.stream().mapToLong(ConsumedWal::read).sum();
    boolean counted = wals.stream().noneMatch(wal -> wal.cells() == ConsumedWal.NOT_COUNTED);
    return new WalsRead(
        wals.size(),
        wals.stream().mapToLong(ConsumedWal::length).sum(),
        read,
        wals.stream().filter(wal -> wal.read() < wal.length()).count(),
        counted ? Optional.of(wals.stream().mapToLong(ConsumedWal::cells).sum()) : Optional.empty(),
        took.filter(time -> time.toMillis() > 0)
            .map(time -> (long) (read * 1000.0 / time.toMillis())));
  }
}
