package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.math.BigInteger;

/** How digits to the base of 100 are written one a byte, and the numbers that they make. */
enum Centimals {
  /** Plus 1, for positive numbers of Phoenix. */
  PHOENIX {
    @Override
    int digit(byte written) {
      return written - 1;
    }
  },
  /** Less than 101, for negative numbers of Phoenix. */
  PHOENIX_NEGATIVE {
    @Override
    int digit(byte written) {
      return 101 - written;
    }
  },
  /** Doubled, with a bit that says whether there are more, in OrderedBytes. */
  ORDERED {
    @Override
    int digit(byte written) {
      return (written & 0xff) >>> 1;
    }
  },
  /** The same inverted. */
  ORDERED_INVERTED {
    @Override
    int digit(byte written) {
      return (~written & 0xff) >>> 1;
    }
  };

  /** The digits of which a long holds the sum. */
  private static final int DIGITS_OF_LONG = 9;

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  /** More than any column has. */
  private static final int MOST_PLACES = 10_000;

  abstract int digit(byte written);

  /**
   * Puts the number of these digits.
   *
   * @param exponent the first digit is worth 100 to the power of it
   * @return false if a byte is no digit, or the type cannot hold the number
   */
  boolean put(
      byte[] bytes,
      int from,
      int to,
      long exponent,
      boolean negative,
      ColumnType.Decimal type,
      ValueTarget target) {
    if (from >= to || exponent > MOST_PLACES) {
      return false;
    }
    if (digit(bytes[from]) == 0 || digit(bytes[to - 1]) == 0) {
      // Nobody writes these; they would not order as their numbers.
      return false;
    }
    long sum = 0;
    BigInteger large = null;
    for (int i = from; i < to; i++) {
      int digit = digit(bytes[i]);
      if (digit < 0 || digit > 99) {
        return false;
      }
      if (i - from < DIGITS_OF_LONG) {
        sum = sum * 100 + digit;
      } else {
        large = (large == null ? BigInteger.valueOf(sum) : large).multiply(HUNDRED);
        large = large.add(BigInteger.valueOf(digit));
      }
    }
    if (exponent < -MOST_PLACES) {
      return Decimals.put(0, 0, type, target);
    }
    int scale = (int) (to - from - 1 - exponent) * 2;
    if (large != null) {
      return Decimals.put(new BigDecimal(negative ? large.negate() : large, scale), type, target);
    }
    return put(negative ? -sum : sum, scale, type, target);
  }

  /** The last digit may be a tenth of one too many, or there may be too few for the scale. */
  private static boolean put(long sum, int scale, ColumnType.Decimal type, ValueTarget target) {
    if (scale == type.scale() + 1 && sum % 10 == 0) {
      return Decimals.put(sum / 10, type.scale(), type, target);
    }
    if (scale == type.scale() - 1 && Math.abs(sum) < Long.MAX_VALUE / 10) {
      return Decimals.put(sum * 10, type.scale(), type, target);
    }
    if (scale == type.scale() - 2 && Math.abs(sum) < Long.MAX_VALUE / 100) {
      return Decimals.put(sum * 100, type.scale(), type, target);
    }
    return Decimals.put(sum, scale, type, target);
  }
}
