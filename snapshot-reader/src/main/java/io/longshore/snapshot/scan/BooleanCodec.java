package io.longshore.snapshot.scan;

import java.util.List;

/** One byte: 0 for false, any other is read as true, by HBase's {@code Bytes} and by Phoenix. */
final class BooleanCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  private final byte no;
  private final boolean descending;
  private final boolean emptyIsNull;

  BooleanCodec(boolean descending, boolean emptyIsNull) {
    this.no = (byte) (descending ? -1 : 0);
    this.descending = descending;
    this.emptyIsNull = emptyIsNull;
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 1) {
      target.putBoolean(bytes[offset] != no);
      return true;
    }
    if (length == 0 && emptyIsNull) {
      target.putNull();
      return true;
    }
    return false;
  }

  @Override
  public byte[] encode(Object literal) {
    return (Boolean) literal ? null : new byte[] {no};
  }

  @Override
  public ValueOrder order() {
    return descending ? ValueOrder.DESCENDING : ValueOrder.ASCENDING;
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  EncodedRanges ranges(ValueRange range) {
    boolean withFalse = range.low() == null || !(Boolean) range.low() && range.withLow();
    withFalse &= range.high() == null || (Boolean) range.high() || range.withHigh();
    boolean withTrue = range.low() == null || !(Boolean) range.low() || range.withLow();
    withTrue &= range.high() == null || (Boolean) range.high() && range.withHigh();
    EncodedRanges ranges = EncodedRanges.NONE;
    if (withFalse) {
      byte[] point = {no};
      ranges = new EncodedRanges(ByteRanges.of(ByteRange.prefix(point)), List.of(point), true);
    }
    if (withTrue) {
      ByteRange others =
          descending
              ? new ByteRange(new byte[] {0}, new byte[] {no})
              : new ByteRange(new byte[] {1}, ByteRange.OPEN);
      ranges = ranges.union(EncodedRanges.exact(ByteRanges.of(others)));
    }
    return ranges;
  }
}
