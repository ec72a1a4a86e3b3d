package io.longshore.snapshot.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes with every bit inverted: how descending values are written. */
final class Inverted {
  private Inverted() {}

  static byte[] copy(byte[] bytes, int offset, int length) {
    byte[] inverted = new byte[length];
    for (int i = 0; i < length; i++) {
      inverted[i] = (byte) ~bytes[offset + i];
    }
    return inverted;
  }

  /**
   * The rows that hold, inverted and before 0xff or at their end, what is between two bounds. What
   * begins as the upper bound does is in them too.
   *
   * @param low null for no bound
   * @param high null for no bound
   */
  static ByteRanges between(byte[] low, byte[] high) {
    byte[] start = high == null ? ByteRange.OPEN : copy(high, 0, high.length);
    byte[] stop = low == null ? ByteRange.OPEN : ByteRange.behind(copy(low, 0, low.length));
    ByteRanges ranges = ByteRanges.between(start, stop);
    if (high == null || ranges.isEmpty()) {
      return ranges;
    }
    // With 0xff behind it what the upper bound begins with orders behind it; at its end before it.
    List<ByteRange> all = new ArrayList<>(ranges.list());
    for (int i = 1; i < start.length; i++) {
      all.add(ByteRange.point(Arrays.copyOf(start, i)));
    }
    return ByteRanges.of(all);
  }
}
