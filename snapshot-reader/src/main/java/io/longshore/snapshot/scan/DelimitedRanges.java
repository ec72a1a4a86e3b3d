package io.longshore.snapshot.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ranges of values, as ranges of what a delimiter and anything else follows. */
final class DelimitedRanges {
  private DelimitedRanges() {}

  static EncodedRanges of(EncodedRanges values, int delimiter) {
    if (values.points() != null) {
      return points(values, delimiter);
    }
    List<ByteRange> rows = new ArrayList<>();
    boolean exact = values.exact();
    for (ByteRange range : values.ranges().list()) {
      if (isPrefix(range)) {
        exact &= !holds(range.start(), delimiter);
        rows.add(range);
      } else if (delimiter == 0) {
        byte[] start = behindZero(range.start());
        byte[] stop = behindZero(range.stop());
        rows.addAll(ByteRanges.between(start, stop).list());
      } else {
        exact &= isAbove(range.start(), delimiter) && isAbove(range.stop(), delimiter);
        rows.add(new ByteRange(range.start(), stop(range.stop(), delimiter)));
      }
    }
    return new EncodedRanges(ByteRanges.of(rows), null, exact);
  }

  private static EncodedRanges points(EncodedRanges values, int delimiter) {
    List<ByteRange> rows = new ArrayList<>();
    List<byte[]> points = new ArrayList<>();
    for (byte[] point : values.points()) {
      if (!holds(point, delimiter)) {
        points.add(point);
        // Where the delimiter is missing, too.
        rows.add(ByteRange.point(point));
        rows.add(ByteRange.prefix(ByteRange.concat(point, new byte[] {(byte) delimiter})));
      }
    }
    return new EncodedRanges(ByteRanges.of(rows), points, values.exact());
  }

  private static boolean isPrefix(ByteRange range) {
    return range.start().length > 0 && Arrays.equals(range.stop(), ByteRange.behind(range.start()));
  }

  private static boolean holds(byte[] bytes, int delimiter) {
    for (byte one : bytes) {
      if ((one & 0xff) == delimiter) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAbove(byte[] bytes, int delimiter) {
    for (byte one : bytes) {
      if ((one & 0xff) <= delimiter) {
        return false;
      }
    }
    return true;
  }

  /** A value that has no zero is at a bound or above it only if it is above all before its zero. */
  private static byte[] behindZero(byte[] bound) {
    for (int i = 0; i < bound.length; i++) {
      if (bound[i] == 0) {
        byte[] behind = Arrays.copyOf(bound, i + 1);
        behind[i] = 1;
        return behind;
      }
    }
    return bound;
  }

  /** Values that begin a bound are below it, yet may not be so with the delimiter. */
  private static byte[] stop(byte[] bound, int delimiter) {
    for (int i = 0; i < bound.length; i++) {
      if ((bound[i] & 0xff) <= delimiter) {
        byte[] last = Arrays.copyOf(bound, i + 1);
        last[i] = (byte) delimiter;
        return ByteRange.behind(last);
      }
    }
    return bound;
  }
}
