package io.longshore.core.image;

import io.longshore.core.error.Errors;
import io.longshore.core.hfile.SequenceCut;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  /** An image that was ended so long before a moment is whole: no clock is so far off. */
  private static final long OVERLAP = 3_600_000;

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
    for (BackupImage image : all) {
      boolean isItsOwn = image.started().toEpochMilli() == moment && image.tables().contains(table);
      if (isItsOwn && image.type() == ImageType.FULL) {
        return new PointInTime(new ImageChain(table, List.of(image)), Map.of(), moment);
      }
    }
    List<Covered> covered = chains(images, all, table);
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

  /** The intervals of moments that are covered, for people. */
  public static List<String> covered(ImageStore images, List<BackupImage> all, TableName table)
      throws IOException {
    return chains(images, all, table).stream().map(Covered::toString).toList();
  }

  /**
   * The chain that a moment behind all images continues.
   *
   * @return empty where the moment is not behind them, or there are none
   */
  public static Optional<ImageChain> before(
      ImageStore images, List<BackupImage> all, TableName table, long moment) throws IOException {
    List<Covered> covered = chains(images, all, table);
    if (covered.isEmpty() || moment <= covered.get(covered.size() - 1).until()) {
      return Optional.empty();
    }
    return Optional.of(covered.get(covered.size() - 1).chain());
  }

  private static List<Covered> chains(ImageStore images, List<BackupImage> all, TableName table)
      throws IOException {
    List<BackupImage> sorted = new ArrayList<>(all);
    sorted.removeIf(image -> !image.tables().contains(table));
    sorted.sort(BackupImage.OLDEST_FIRST);
    List<Covered> covered = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      boolean ends = i + 1 == sorted.size() || sorted.get(i + 1).type() == ImageType.FULL;
      Optional<ImageChain> chain =
          ends ? ImageChain.upTo(sorted.subList(0, i + 1), table) : Optional.empty();
      if (chain.isPresent()) {
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
    Map<ImageId, ImageHistory> divisible = new LinkedHashMap<>();
    // What is known as a whole only was there before.
    long least = settled(images, whole.full());
    for (BackupImage image : whole.incrementals()) {
      BackupImage before = needed.get(needed.size() - 1);
      if (before.started().toEpochMilli() >= moment) {
        break;
      }
      needed.add(image);
      if (image.completed().toEpochMilli() < moment - OVERLAP) {
        least = Math.max(least, image.started().toEpochMilli());
        continue;
      }
      ImageHistory history =
          images.inventory(image.id()).map(ImageInventory::history).orElse(ImageHistory.NONE);
      if (history.divisible()) {
        divisible.put(image.id(), history);
      } else if (settled(history, image) <= moment || image.started().toEpochMilli() == moment) {
        least = Math.max(least, Math.min(moment, settled(history, image)));
      } else {
        throw Errors.imageNotDivisible(
            image.id().toString(), Instant.ofEpochMilli(moment).toString(), before.id().toString());
      }
    }
    String table = whole.table().getNameAsString();
    List<Moments> moments = new ArrayList<>();
    for (ImageHistory history : divisible.values()) {
      history.moments().stream().filter(each -> each.table().equals(table)).forEach(moments::add);
    }
    long reached = reached(moments, Math.max(least, moment), least);
    Map<ImageId, SequenceCut> cuts = new HashMap<>();
    if (moments.stream().anyMatch(each -> each.isAfter(reached))) {
      // One for all images: a region's clock may have gone back from one to the next.
      SequenceCut cut = cut(Moments.merge(moments), reached);
      divisible.keySet().forEach(image -> cuts.put(image, cut));
    }
    return new PointInTime(new ImageChain(whole.table(), needed), cuts, reached);
  }

  /** The same moment for all: where one tells a step as a whole, the others end with it. */
  private static long reached(List<Moments> moments, long moment, long least) {
    long reached = moment;
    while (true) {
      long before = reached;
      for (Moments each : moments) {
        reached = Math.max(least, each.reached(reached));
      }
      if (reached == before) {
        return reached;
      }
    }
  }

  private static SequenceCut cut(List<Moments> regions, long moment) {
    List<SequenceCut.Bound> bounds = new ArrayList<>();
    for (Moments region : regions) {
      region
          .rows()
          .ifPresent(rows -> bounds.add(new SequenceCut.Bound(rows, region.reachedAt(moment))));
    }
    return SequenceCut.of(bounds);
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
