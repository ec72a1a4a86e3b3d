package io.longshore.snapshot.scan;

import java.util.Arrays;
import java.util.List;

/**
 * Phoenix's CHAR(n): padded with spaces to n bytes; empty is null. Spaces at the end are the
 * padding's, so none is read.
 */
final class PhoenixCharCodec extends CellCodec {
  private static final long serialVersionUID = 1L;
  private static final byte SPACE = ' ';

  private final int width;
  private final boolean descending;

  /**
   * @param width 0 if it is not known, as it need not be of cells
   */
  PhoenixCharCodec(int width, boolean descending) {
    this.width = width;
    this.descending = descending;
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 0) {
      target.putNull();
      return true;
    }
    if (width > 0 && length != width) {
      return false;
    }
    byte[] value = descending ? Inverted.copy(bytes, offset, length) : bytes;
    int start = descending ? 0 : offset;
    int end = start + length;
    while (end > start && value[end - 1] == SPACE) {
      end--;
    }
    target.putUtf8(value, start, end - start);
    return true;
  }

  @Override
  public byte[] encode(Object literal) {
    byte[] bytes = RawCodec.bytes(literal);
    boolean padded = bytes.length > 0 && bytes[bytes.length - 1] == SPACE;
    return padded || width == 0 || bytes.length > width ? null : padded(bytes);
  }

  private byte[] padded(byte[] bytes) {
    byte[] padded = Arrays.copyOf(bytes, Math.max(width, bytes.length));
    Arrays.fill(padded, bytes.length, padded.length, SPACE);
    return descending ? Inverted.copy(padded, 0, padded.length) : padded;
  }

  @Override
  public ValueOrder order() {
    // A control character orders before the padding, yet behind the end of a string.
    return ValueOrder.NONE;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  EncodedRanges ranges(ValueRange range) {
    if (width == 0) {
      return EncodedRanges.UNKNOWN;
    }
    byte[] low = range.low() == null ? null : RawCodec.bytes(range.low());
    byte[] high = range.high() == null ? null : RawCodec.bytes(range.high());
    if (low != null && range.withLow() && range.withHigh() && Arrays.equals(low, high)) {
      byte[] point = encode(low);
      return point == null
          ? EncodedRanges.NONE
          : new EncodedRanges(ByteRanges.of(ByteRange.prefix(point)), List.of(point), true);
    }
    byte[] least =
        low == null ? ByteRange.OPEN : low.length > width ? Arrays.copyOf(low, width) : low;
    byte[] most = high == null ? ByteRange.OPEN : most(high);
    return EncodedRanges.atMost(
        descending
            ? ByteRanges.between(
                Inverted.copy(most, 0, most.length),
                ByteRange.behind(Inverted.copy(least, 0, least.length)))
            : ByteRanges.between(least, ByteRange.behind(most)));
  }

  /** What no value up to the literal is above, but for what follows it. */
  private byte[] most(byte[] high) {
    for (int i = 0; i < Math.min(high.length, width); i++) {
      if (high[i] >= 0 && high[i] < SPACE) {
        return Arrays.copyOf(high, i);
      }
    }
    return high.length > width ? Arrays.copyOf(high, width) : high;
  }

  @Override
  EncodedRanges prefix(byte[] prefix) {
    if (prefix.length == 0) {
      return EncodedRanges.UNKNOWN;
    }
    byte[] begin = descending ? Inverted.copy(prefix, 0, prefix.length) : prefix;
    return new EncodedRanges(
        ByteRanges.of(ByteRange.prefix(begin)), null, prefix[prefix.length - 1] != SPACE);
  }
}
