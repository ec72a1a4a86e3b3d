package io.longshore.jobs.sort.hbase;

import org.apache.spark.unsafe.Platform;

/**
 * Numbers as bytes of seven bits each, the least first; all but the last have the highest bit set.
 * Negative ones take {@value #MOST}.
 */
final class VarInt {
  static final int MOST = 10;

  private static final int MORE = 0x80;

  private VarInt() {}

  /** Returns the place behind it. */
  static int put(byte[] bytes, int start, long number) {
    int at = start;
    long left = number;
    while ((left & -MORE) != 0) {
      bytes[at++] = (byte) (left | MORE);
      left >>>= 7;
    }
    bytes[at++] = (byte) left;
    return at;
  }

  static long get(Object base, long offset) {
    long number = 0;
    int shift = 0;
    long at = offset;
    while (true) {
      byte next = Platform.getByte(base, at++);
      number |= (long) (next & (MORE - 1)) << shift;
      if (next >= 0) {
        return number;
      }
      shift += 7;
    }
  }

  /** How many bytes a number takes. */
  static int length(long number) {
    int length = 1;
    for (long left = number >>> 7; left != 0; left >>>= 7) {
      length++;
    }
    return length;
  }
}
