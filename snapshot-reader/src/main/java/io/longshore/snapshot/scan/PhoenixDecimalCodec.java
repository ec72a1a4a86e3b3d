package io.longshore.snapshot.scan;

import java.math.BigDecimal;

/** Phoenix's DECIMAL, of which the bytes order as the numbers. Empty is null. */
final class PhoenixDecimalCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  private final ColumnType.Decimal type;
  private final boolean descending;

  PhoenixDecimalCodec(ColumnType.Decimal type, boolean descending) {
    this.type = type;
    this.descending = descending;
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 0) {
      target.putNull();
      return true;
    }
    return descending
        ? PhoenixDecimal.decode(Inverted.copy(bytes, offset, length), 0, length, type, target)
        : PhoenixDecimal.decode(bytes, offset, length, type, target);
  }

  @Override
  public byte[] encode(Object literal) {
    // Numbers with more places are rounded to the same value.
    return null;
  }

  @Override
  public ValueOrder order() {
    return descending ? ValueOrder.DESCENDING : ValueOrder.ASCENDING;
  }

  @Override
  boolean isSelfDelimiting() {
    return descending;
  }

  @Override
  EncodedRanges ranges(ValueRange range) {
    ValueRange wanted = Decimals.widened(range, type);
    byte[] low = wanted.low() == null ? null : PhoenixDecimal.encode((BigDecimal) wanted.low());
    byte[] high = wanted.high() == null ? null : PhoenixDecimal.encode((BigDecimal) wanted.high());
    if (!descending) {
      return EncodedRanges.atMost(
          ByteRanges.between(
              low == null ? new byte[] {1} : low,
              high == null ? ByteRange.OPEN : ByteRange.next(high)));
    }
    return EncodedRanges.atMost(Inverted.between(low, high));
  }
}
