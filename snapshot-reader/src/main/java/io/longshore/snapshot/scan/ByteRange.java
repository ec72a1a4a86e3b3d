package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Byte strings, in unsigned order, from the start on and before the stop. Neither array may be
 * changed.
 *
 * @param stop empty for no end
 */
public record ByteRange(byte[] start, byte[] stop) implements Serializable {
  static final byte[] OPEN = {};

  static final ByteRange ALL = new ByteRange(OPEN, OPEN);

  public ByteRange {
    if (stop.length > 0 && Arrays.compareUnsigned(start, stop) >= 0) {
      throw new IllegalArgumentException("A range is not empty");
    }
  }

  /** This one byte string. */
  static ByteRange point(byte[] bytes) {
    return new ByteRange(bytes, next(bytes));
  }

  /** All that begins so. */
  static ByteRange prefix(byte[] prefix) {
    return new ByteRange(prefix, behind(prefix));
  }

  /** The least byte string above this one. */
  static byte[] next(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** The least byte string above all that begin so; {@link #OPEN} if there is none. */
  static byte[] behind(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == -1) {
      length--;
    }
    byte[] behind = Arrays.copyOf(prefix, length);
    if (length > 0) {
      behind[length - 1]++;
    }
    return behind;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  boolean isAll() {
    return start.length == 0 && stop.length == 0;
  }

  public boolean contains(byte[] bytes, int offset, int length) {
    return Arrays.compareUnsigned(bytes, offset, offset + length, start, 0, start.length) >= 0
        && isBeforeStop(bytes, offset, length);
  }

  boolean isBeforeStop(byte[] bytes, int offset, int length) {
    return stop.length == 0
        || Arrays.compareUnsigned(bytes, offset, offset + length, stop, 0, stop.length) < 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteRange range
        && Arrays.equals(start, range.start)
        && Arrays.equals(stop, range.stop);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + Arrays.hashCode(stop);
  }

  /** As the HBase shell writes bytes: {@code [a, b)}, with nothing for no end. */
  @Override
  public String toString() {
    return "[" + Bytes.toStringBinary(start) + ", " + Bytes.toStringBinary(stop) + ")";
  }
}
