package io.longshore.snapshot.scan;

import org.apache.hadoop.hbase.util.OrderedBytes;

/**
 * The numerics of {@link OrderedBytes}, read within their bounds: HBase's own reader goes on behind
 * the end of bytes that are cut short.
 *
 * <p>A number is M·100^E with M in [0.01, 1). The first byte says its sign, and E where it is from
 * 0 to 10; otherwise E follows as a varint. M follows as digits to the base of 100.
 */
final class OrderedNumber {
  /** Negative infinity. */
  static final int LEAST = 0x07;

  /** Positive infinity. */
  static final int GREATEST = 0x23;

  private static final int NEGATIVE_LARGE = 0x08;
  private static final int NEGATIVE_ONE_DIGIT = 0x13;
  private static final int NEGATIVE_SMALL = 0x14;
  private static final int ZERO = 0x15;
  private static final int POSITIVE_SMALL = 0x16;
  private static final int POSITIVE_ONE_DIGIT = 0x17;
  private static final int POSITIVE_LARGE = 0x22;

  private OrderedNumber() {}

  /** Where a number ends; -1 if it is none, or does not end before the limit. */
  static int end(byte[] bytes, int offset, int limit, boolean descending) {
    int header = (bytes[offset] ^ mask(descending)) & 0xff;
    if (header < LEAST || header > GREATEST) {
      return -1;
    }
    if (header == LEAST || header == ZERO || header == GREATEST) {
      return offset + 1;
    }
    int at = offset + 1;
    if (hasExponent(header)) {
      if (at == limit) {
        return -1;
      }
      at += exponentLength((bytes[at] ^ exponentMask(header, descending)) & 0xff);
    }
    int mask = mask(descending) ^ (header < ZERO ? 0xff : 0);
    for (; at < limit; at++) {
      if (((bytes[at] ^ mask) & 1) == 0) {
        return at + 1;
      }
    }
    return -1;
  }

  /**
   * Puts a number of which the end is known.
   *
   * @return false if it is infinite, or the type cannot hold it
   */
  static boolean put(
      byte[] bytes,
      int offset,
      int end,
      boolean descending,
      ColumnType.Decimal type,
      ValueTarget target) {
    int header = (bytes[offset] ^ mask(descending)) & 0xff;
    if (header == ZERO) {
      return Decimals.put(0, 0, type, target);
    }
    if (header == LEAST || header == GREATEST) {
      return false;
    }
    boolean negative = header < ZERO;
    int at = offset + 1;
    long exponent = negative ? NEGATIVE_ONE_DIGIT - header : header - POSITIVE_ONE_DIGIT;
    if (hasExponent(header)) {
      int mask = exponentMask(header, descending);
      int length = exponentLength((bytes[at] ^ mask) & 0xff);
      // No column holds one of which the exponent has several bytes.
      exponent = length == 1 ? (bytes[at] ^ mask) & 0xff : Integer.MAX_VALUE;
      if (header == NEGATIVE_SMALL || header == POSITIVE_SMALL) {
        exponent = -exponent;
      }
      at += length;
    }
    Centimals digits = negative == descending ? Centimals.ORDERED : Centimals.ORDERED_INVERTED;
    return digits.put(bytes, at, end, exponent - 1, negative, type, target);
  }

  private static int mask(boolean descending) {
    return descending ? 0xff : 0;
  }

  private static boolean hasExponent(int header) {
    return header == NEGATIVE_LARGE
        || header == NEGATIVE_SMALL
        || header == POSITIVE_SMALL
        || header == POSITIVE_LARGE;
  }

  /** The exponent is inverted where a greater one makes a lesser number. */
  private static int exponentMask(int header, boolean descending) {
    boolean inverted = header == NEGATIVE_LARGE || header == POSITIVE_SMALL;
    return mask(descending != inverted);
  }

  /** Of a varint as in SQLite 4. */
  private static int exponentLength(int first) {
    return first <= 240 ? 1 : first <= 248 ? 2 : first - 246;
  }
}
