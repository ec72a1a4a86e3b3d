package io.longshore.core.image;

import java.util.List;

/**
 * Where an image's data comes from, and what the next one must find.
 *
 * @param wals whose edits are in the image; none in a full one
 * @param pending names of WALs that were there already and belong into the next image
 * @param regions of the tables
 * @param moments what the tables' regions wrote when; none in a full image
 * @param dropped tables that were left out since they are gone
 */
public record ImageHistory(
    List<ConsumedWal> wals,
    List<String> pending,
    List<RegionState> regions,
    List<Moments> moments,
    List<String> dropped) {
  public static final ImageHistory NONE =
      new ImageHistory(List.of(), List.of(), List.of(), List.of(), List.of());

  public ImageHistory {
    wals = List.copyOf(wals);
    pending = List.copyOf(pending);
    regions = List.copyOf(regions);
    moments = List.copyOf(moments);
    dropped = List.copyOf(dropped);
  }
}
