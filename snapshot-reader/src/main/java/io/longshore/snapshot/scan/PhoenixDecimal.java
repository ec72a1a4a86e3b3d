package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Phoenix's DECIMAL as bytes. A number is d0·100^e + d1·100^(e-1) + ..., with d0 not 0. Zero is the
 * byte 0x80. A positive one is a byte 0x80 + 65 + e, then each digit plus 1. A negative one is the
 * complement of the first byte, then 101 less each digit, then 102, unless there are 20 digits.
 */
final class PhoenixDecimal {
  private static final int ZERO = 0x80;
  private static final int EXPONENT = 65;
  private static final int POSITIVE = 1;
  private static final int NEGATIVE = 101;
  private static final int NEGATIVE_END = 102;

  /** What Phoenix gives a number: an exponent and 20 digits to the base of 100. */
  private static final int MOST_BYTES = 21;

  private PhoenixDecimal() {}

  /** Returns false for bytes that are no number, or one that the type cannot hold. */
  static boolean decode(
      byte[] bytes, int offset, int length, ColumnType.Decimal type, ValueTarget target) {
    if (length == 0) {
      return false;
    }
    int first = bytes[offset] & 0xff;
    if (first == ZERO) {
      return length == 1 && Decimals.put(0, 0, type, target);
    }
    boolean negative = first < ZERO;
    int end = offset + length;
    if (negative) {
      boolean ended = bytes[end - 1] == NEGATIVE_END;
      if (!ended && length < MOST_BYTES) {
        return false;
      }
      end -= ended ? 1 : 0;
    }
    int exponent = ((negative ? ~first : first) & 0x7f) - EXPONENT;
    return (negative ? Centimals.PHOENIX_NEGATIVE : Centimals.PHOENIX)
        .put(bytes, offset + 1, end, exponent, negative, type, target);
  }

  /** The bytes of a number, cut to what Phoenix holds; null if its exponent has no byte. */
  static byte[] encode(BigDecimal number) {
    if (number.signum() == 0) {
      return new byte[] {(byte) ZERO};
    }
    BigDecimal stripped = number.stripTrailingZeros();
    // To an even number of places, so that the digits to the base of 100 fall on the point.
    int scale = stripped.scale() + (stripped.scale() & 1);
    byte[] digits = digits(stripped.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue());
    int exponent = digits.length - 1 - scale / 2;
    if (exponent < -EXPONENT + 1 || exponent > 0x7f - EXPONENT) {
      return null;
    }
    boolean negative = number.signum() < 0;
    int length = Math.min(digits.length + 1, MOST_BYTES);
    byte[] bytes = new byte[length + (negative && length < MOST_BYTES ? 1 : 0)];
    int first = ZERO | exponent + EXPONENT;
    bytes[0] = (byte) (negative ? ~first : first);
    for (int i = 1; i < length; i++) {
      bytes[i] = (byte) (negative ? NEGATIVE - digits[i - 1] : digits[i - 1] + POSITIVE);
    }
    if (bytes.length > length) {
      bytes[length] = NEGATIVE_END;
    }
    return bytes;
  }

  private static byte[] digits(BigInteger unscaled) {
    String text = unscaled.abs().toString();
    String even = text.length() % 2 == 0 ? text : "0" + text;
    int length = even.length() / 2;
    byte[] digits = new byte[length];
    for (int i = 0; i < length; i++) {
      digits[i] = (byte) Integer.parseInt(even.substring(2 * i, 2 * i + 2));
    }
    return digits;
  }
}
