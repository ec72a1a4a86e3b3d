package io.longshore.core.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an image's data comes from, and what the next one must find.
 *
 * @param wals whose edits are in the image; none in a full one
 * @param pending names of WALs that were there already and belong into the next image
 * @param regions of the tables
 * @param moments what the tables' regions wrote when; none in a full image
 * @param dropped tables that were left out since they are gone
 * @param settled a moment by which all that is in the image had been written, in milliseconds since
 *     1970; 0 where it is not known
 * @param divisible whether the moments tell of all that is in the image when it was written
 */
public record ImageHistory(
    List<ConsumedWal> wals,
    List<String> pending,
    List<RegionState> regions,
    List<Moments> moments,
    List<String> dropped,
    long settled,
    boolean divisible) {
  public static final ImageHistory NONE =
      new ImageHistory(List.of(), List.of(), List.of(), List.of(), List.of(), 0, false);

  /**
   * That of an image that others were merged into.
   *
   * @param histories of the others, oldest first; empty of those that have none
   * @param settled a moment by which all that is in them had been written
   * @param keepsMoments whether the image still holds what was written over
   */
  public static ImageHistory merged(
      List<Optional<ImageHistory>> histories, long settled, boolean keepsMoments) {
    ImageHistory newest = histories.get(histories.size() - 1).orElse(NONE);
    boolean divisible =
        keepsMoments
            && histories.stream().allMatch(each -> each.isPresent() && each.get().divisible());
    List<ConsumedWal> wals = new ArrayList<>();
    List<Moments> moments = new ArrayList<>();
    for (Optional<ImageHistory> history : histories) {
      history.ifPresent(
          each -> {
            wals.addAll(each.wals());
            moments.addAll(each.moments());
          });
    }
    return new ImageHistory(
        wals,
        newest.pending(),
        newest.regions(),
        divisible ? moments : List.of(),
        newest.dropped(),
        settled,
        divisible);
  }

  public ImageHistory {
    wals = List.copyOf(wals);
    pending = List.copyOf(pending);
    regions = List.copyOf(regions);
    moments = List.copyOf(moments);
    dropped = List.copyOf(dropped);
  }
}
