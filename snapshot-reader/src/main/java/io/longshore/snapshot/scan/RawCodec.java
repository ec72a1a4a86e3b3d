package io.longshore.snapshot.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Strings in UTF-8, and binaries, as they are, or inverted. */
final class RawCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  private final boolean utf8;
  private final int width;
  private final boolean descending;
  private final boolean emptyIsNull;

  /**
   * @param utf8 whether values are strings
   * @param width 0 if they differ in length
   */
  RawCodec(boolean utf8, int width, boolean descending, boolean emptyIsNull) {
    this.utf8 = utf8;
    this.width = width;
    this.descending = descending;
    this.emptyIsNull = emptyIsNull;
  }

  static byte[] bytes(Object literal) {
    return literal instanceof byte[] bytes
        ? bytes
        : literal.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 0 && emptyIsNull) {
      target.putNull();
      return true;
    }
    if (width > 0 && length != width) {
      return false;
    }
    byte[] value = descending ? Inverted.copy(bytes, offset, length) : bytes;
    int start = descending ? 0 : offset;
    if (utf8) {
      target.putUtf8(value, start, length);
    } else {
      target.putBytes(value, start, length);
    }
    return true;
  }

  @Override
  public byte[] encode(Object literal) {
    byte[] bytes = bytes(literal);
    if (width > 0 && bytes.length != width || bytes.length == 0 && emptyIsNull) {
      return null;
    }
    return descending ? Inverted.copy(bytes, 0, bytes.length) : bytes;
  }

  @Override
  public ValueOrder order() {
    return descending ? ValueOrder.DESCENDING : ValueOrder.ASCENDING;
  }

  @Override
  boolean writesEachOneWay() {
    return true;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  boolean isSelfDelimiting() {
    // What is inverted is longer first only by the byte behind it, which ranges therefore leave
    // out.
    return width > 0 || descending;
  }

  @Override
  EncodedRanges ranges(ValueRange range) {
    byte[] low = range.low() == null ? null : bytes(range.low());
    byte[] high = range.high() == null ? null : bytes(range.high());
    if (width == 0 && descending) {
      return inverted(low, high, range);
    }
    // Of values of one length those between are between; longer literals have to be cut.
    byte[] start = low == null ? ByteRange.OPEN : range.withLow() ? low : ByteRange.next(low);
    byte[] stop = high == null ? null : range.withHigh() ? ByteRange.next(high) : high;
    if (emptyIsNull && start.length == 0) {
      start = new byte[] {0};
    }
    if (stop != null && stop.length == 0) {
      return EncodedRanges.NONE;
    }
    List<byte[]> points = null;
    if (low != null && range.withLow() && range.withHigh() && Arrays.equals(low, high)) {
      byte[] point = encode(low);
      points = point == null ? List.of() : List.of(point);
    }
    if (width == 0) {
      ByteRanges ranges = ByteRanges.between(start, stop == null ? ByteRange.OPEN : stop);
      return new EncodedRanges(ranges, points, true);
    }
    byte[] first = cut(start);
    byte[] behind = stop == null ? ByteRange.OPEN : cut(stop);
    if (first == null) {
      return EncodedRanges.NONE;
    }
    ByteRanges ranges = ByteRanges.between(first, behind == null ? ByteRange.OPEN : behind);
    return new EncodedRanges(descending ? mirror(ranges) : ranges, points, true);
  }

  /** The least bound of at most the width that has the same values above it; null if none has. */
  private byte[] cut(byte[] bound) {
    if (bound.length <= width) {
      return bound;
    }
    byte[] behind = ByteRange.behind(Arrays.copyOf(bound, width));
    return behind.length == 0 ? null : behind;
  }

  /** Ranges of values of one width, inverted. */
  private ByteRanges mirror(ByteRanges ranges) {
    List<ByteRange> mirrored = new ArrayList<>();
    for (ByteRange range : ranges.list()) {
      byte[] greatest = greatestBelow(range.stop());
      byte[] least = Arrays.copyOf(range.start(), width);
      if (greatest != null) {
        mirrored.add(
            new ByteRange(
                Inverted.copy(greatest, 0, width),
                ByteRange.behind(Inverted.copy(least, 0, width))));
      }
    }
    return ByteRanges.of(mirrored);
  }

  private byte[] greatestBelow(byte[] stop) {
    byte[] value = Arrays.copyOf(stop, width);
    if (stop.length == 0) {
      Arrays.fill(value, (byte) -1);
      return value;
    }
    for (int i = width - 1; i >= 0; i--) {
      if (value[i]-- != 0) {
        return value;
      }
    }
    return null;
  }

  /** Of inverted values with a byte behind them: with those that only begin as the greatest. */
  private EncodedRanges inverted(byte[] low, byte[] high, ValueRange range) {
    ByteRanges ranges = Inverted.between(low, high);
    List<byte[]> points = null;
    if (low != null && range.withLow() && range.withHigh() && Arrays.equals(low, high)) {
      points = encode(low) == null ? List.of() : List.of(encode(low));
    }
    // Null is among them where there is no upper bound, as 0x00; what begins so may be a value too.
    return new EncodedRanges(ranges, points, false);
  }

  @Override
  EncodedRanges prefix(byte[] prefix) {
    if (prefix.length == 0) {
      return ranges(ValueRange.ALL);
    }
    if (width > 0 && prefix.length > width) {
      return EncodedRanges.NONE;
    }
    byte[] begin = descending ? Inverted.copy(prefix, 0, prefix.length) : prefix;
    return EncodedRanges.exact(ByteRanges.of(ByteRange.prefix(begin)));
  }
}
