package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Numbers as they were written, brought to a column's precision and scale as Spark's cast does. */
final class Decimals {
  private static final long[] POWERS = new long[ColumnType.Decimal.LONG_DIGITS + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Decimals() {}

  /** Returns false if the number has more digits before the point than the type. */
  static boolean put(BigDecimal number, ColumnType.Decimal type, ValueTarget target) {
    // Before digits are made: a number of a few bytes may have billions of them.
    long digits = (long) number.precision() - number.scale();
    if (number.signum() != 0 && digits > type.precision() - type.scale()) {
      return false;
    }
    BigDecimal scaled = number;
    if (number.scale() != type.scale()) {
      scaled =
          number.signum() == 0 || digits < -type.scale()
              ? BigDecimal.valueOf(0, type.scale())
              : number.setScale(type.scale(), RoundingMode.HALF_UP);
    }
    if (scaled.precision() > type.precision()) {
      return false;
    }
    if (type.precision() <= ColumnType.Decimal.LONG_DIGITS) {
      target.putDecimal(scaled.unscaledValue().longValue());
    } else {
      target.putDecimal(scaled);
    }
    return true;
  }

  /** The same for an unscaled value and its scale, which makes no object where neither is large. */
  static boolean put(long unscaled, int scale, ColumnType.Decimal type, ValueTarget target) {
    if (scale == type.scale() && type.precision() <= ColumnType.Decimal.LONG_DIGITS) {
      long limit = POWERS[type.precision()];
      if (unscaled <= -limit || unscaled >= limit) {
        return false;
      }
      target.putDecimal(unscaled);
      return true;
    }
    return put(new BigDecimal(BigInteger.valueOf(unscaled), scale), type, target);
  }

  /** The range of all numbers that may be rounded into a range of values. */
  static ValueRange widened(ValueRange range, ColumnType.Decimal type) {
    BigDecimal half = BigDecimal.valueOf(5, type.scale() + 1);
    return new ValueRange(
        range.low() == null ? null : ((BigDecimal) range.low()).subtract(half),
        true,
        range.high() == null ? null : ((BigDecimal) range.high()).add(half),
        true);
  }
}
