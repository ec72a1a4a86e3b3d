package io.longshore.core.image;

import io.longshore.core.error.Errors;
import io.longshore.core.hfile.SequenceCut;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.hbase.TableName;

/**
 * The images that a table at a moment is read from. All that was written by then is in a chain up
 * to the first image that was begun later; of what that one and perhaps others hold, some was
 * written after the moment and is cut off.
 *
 * @param chain up to that image
 * @param cuts of the images that hold more, which cells count
 * @param reached the moment that is really reached, in milliseconds: that asked for, or, where what
 *     came before and after it is not told apart so finely, one a little before it
 */
public record PointInTime(ImageChain chain, Map<ImageId, SequenceCut> cuts, long reached) {
  public PointInTime {
    cuts = Map.copyOf(cuts);
  }

  /** A full image and what continues it, and the moments that they answer for. */
  private record Covered(ImageChain chain, long from, long until) {
    @Override
    public String toString() {
      return from >= until
          ? Instant.ofEpochMilli(from).toString()
          : Instant.ofEpochMilli(from) + " to " + Instant.ofEpochMilli(until);
    }
  }

  /**
   * Finds them.
   *
   * @param all the images of the root
   * @param moment in milliseconds since 1970
   * @throws io.longshore.core.error.LongshoreException if no image covers the moment, saying which
   *     are covered, or if the one that does cannot tell what was written when
   */
  public static PointInTime of(
      ImageStore images, List<BackupImage> all, TableName table, long moment) throws IOException {
    List<Covered> covered = covered(images, all, table);
    for (int i = covered.size() - 1; i >= 0; i--) {
      Covered each = covered.get(i);
      if (each.from() <= moment && moment <= each.until()) {
        return of(images, each.chain(), moment);
      }
    }
    throw Errors.momentNotCovered(
        table.getNameAsString(),
        Instant.ofEpochMilli(moment).toString(),
        covered.stream().map(Covered::toString).toList());
  }

  /**
   * The chain that a moment behind all images continues.
   *
   * @return empty where the moment is not behind them, or there are none
   */
  public static Optional<ImageChain> before(
      ImageStore images, List<BackupImage> all, TableName table, long moment) throws IOException {
    List<Covered> covered = covered(images, all, table);
    if (covered.isEmpty() || moment <= covered.get(covered.size() - 1).until()) {
      return Optional.empty();
    }
    return Optional.of(covered.get(covered.size() - 1).chain());
  }

  private static List<Covered> covered(ImageStore images, List<BackupImage> all, TableName table)
      throws IOException {
    List<BackupImage> sorted = new ArrayList<>(all);
    sorted.removeIf(image -> !image.tables().contains(table));
    sorted.sort(BackupImage.OLDEST_FIRST);
    List<Covered> covered = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      boolean ends = i + 1 == sorted.size() || sorted.get(i + 1).type() == ImageType.FULL;
      Optional<ImageChain> chain = ImageChain.upTo(sorted.subList(0, i + 1), table);
      if (ends && chain.isPresent()) {
        long from = settled(images, chain.get().full());
        long until = chain.get().newest().started().toEpochMilli();
        covered.add(new Covered(chain.get(), from, Math.max(from, until)));
      }
    }
    return covered;
  }

  /**
   * Says how far the images of a chain count.
   *
   * @param whole a chain that covers the moment
   */
  public static PointInTime of(ImageStore images, ImageChain whole, long moment)
      throws IOException {
    List<BackupImage> needed = new ArrayList<>(List.of(whole.full()));
    Map<ImageId, SequenceCut> cuts = new HashMap<>();
    long reached = moment;
    for (BackupImage image : whole.incrementals()) {
      if (needed.get(needed.size() - 1).started().toEpochMilli() >= moment) {
        break;
      }
      needed.add(image);
      if (image.completed().toEpochMilli() <= moment) {
        continue;
      }
      ImageHistory history =
          images.inventory(image.id()).map(ImageInventory::history).orElse(ImageHistory.NONE);
      if (!history.divisible()) {
        if (settled(history, image) <= moment) {
          continue;
        }
        throw Errors.imageNotDivisible(
            image.id().toString(),
            Instant.ofEpochMilli(moment).toString(),
            needed.get(needed.size() - 2).id().toString());
      }
      List<SequenceCut.Bound> bounds = new ArrayList<>();
      boolean isCut = false;
      for (Moments each : history.moments()) {
        if (!each.table().equals(whole.table().getNameAsString())) {
          continue;
        }
        each.rows()
            .ifPresent(rows -> bounds.add(new SequenceCut.Bound(rows, each.reachedAt(moment))));
        if (each.isAfter(moment)) {
          isCut = true;
          reached = Math.min(reached, each.reached(moment));
        }
      }
      if (isCut) {
        cuts.put(image.id(), SequenceCut.of(bounds));
      }
    }
    return new PointInTime(new ImageChain(whole.table(), needed), cuts, reached);
  }

  private static long settled(ImageStore images, BackupImage image) throws IOException {
    return settled(
        images.inventory(image.id()).map(ImageInventory::history).orElse(ImageHistory.NONE), image);
  }

  /** When all that an image holds had been written; it was published later in any case. */
  private static long settled(ImageHistory history, BackupImage image) {
    return history.settled() > 0 ? history.settled() : image.completed().toEpochMilli();
  }
}
