package io.longshore.snapshot.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * What a set of values of one column looks like encoded.
 *
 * @param ranges hold the encoding of each value of the set
 * @param points the encodings, if they are known one by one; otherwise null
 * @param exact whether the ranges hold no encoding of another value, nor of null
 */
record EncodedRanges(ByteRanges ranges, List<byte[]> points, boolean exact) {
  static final EncodedRanges UNKNOWN = new EncodedRanges(ByteRanges.ALL, null, false);
  static final EncodedRanges NONE = new EncodedRanges(ByteRanges.NONE, List.of(), true);

  static EncodedRanges exact(ByteRanges ranges) {
    return new EncodedRanges(ranges, null, true);
  }

  static EncodedRanges atMost(ByteRanges ranges) {
    return new EncodedRanges(ranges, null, false);
  }

  EncodedRanges union(EncodedRanges other) {
    List<byte[]> all = null;
    if (points != null && other.points != null) {
      all = new ArrayList<>(points);
      all.addAll(other.points);
    }
    return new EncodedRanges(ranges.union(other.ranges), all, exact && other.exact);
  }

  EncodedRanges intersect(EncodedRanges other) {
    return new EncodedRanges(
        ranges.intersect(other.ranges),
        points != null ? within(points, other.ranges) : within(other.points, ranges),
        exact && other.exact);
  }

  /** The values that are not of this set, of all that there are; unknown if this is not exact. */
  EncodedRanges within(EncodedRanges all) {
    return exact
        ? new EncodedRanges(ranges.complement().intersect(all.ranges), null, all.exact)
        : UNKNOWN;
  }

  private static List<byte[]> within(List<byte[]> points, ByteRanges ranges) {
    if (points == null) {
      return null;
    }
    List<byte[]> left = new ArrayList<>();
    for (byte[] point : points) {
      if (ranges.contains(point, 0, point.length)) {
        left.add(point);
      }
    }
    return left;
  }
}
