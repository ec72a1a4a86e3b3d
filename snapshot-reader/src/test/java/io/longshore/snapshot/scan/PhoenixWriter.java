package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes as Phoenix is documented to, plainly and for tests. */
final class PhoenixWriter {
  private PhoenixWriter() {}

  /** INTEGER, BIGINT, ...: two's complement with the first bit inverted. */
  static byte[] whole(long value, int size) {
    byte[] bytes = ByteBuffer.allocate(8).putLong(value).array();
    byte[] last = Arrays.copyOfRange(bytes, 8 - size, 8);
    last[0] ^= (byte) 0x80;
    return last;
  }

  static byte[] real(double value) {
    long bits = Double.doubleToLongBits(value);
    long sortable = bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
    return ByteBuffer.allocate(8).putLong(sortable + 1).array();
  }

  static byte[] real(float value) {
    int bits = Float.floatToIntBits(value);
    int sortable = bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
    return ByteBuffer.allocate(4).putInt(sortable + 1).array();
  }

  static byte[] timestamp(long micros) {
    long millis = Math.floorDiv(micros, 1000L);
    return ByteBuffer.allocate(12)
        .putLong(millis ^ Long.MIN_VALUE)
        .putInt((int) (micros - millis * 1000) * 1000)
        .array();
  }

  /** By shifting the point until one digit to the base of 100 is before it. */
  static byte[] decimal(BigDecimal value) {
    if (value.signum() == 0) {
      return new byte[] {(byte) 0x80};
    }
    BigDecimal rest = value.abs();
    int exponent = 0;
    while (rest.compareTo(BigDecimal.valueOf(100)) >= 0) {
      rest = rest.movePointLeft(2);
      exponent++;
    }
    while (rest.compareTo(BigDecimal.ONE) < 0) {
      rest = rest.movePointRight(2);
      exponent--;
    }
    byte[] bytes = new byte[30];
    int length = 1;
    bytes[0] = (byte) (0x80 + 65 + exponent);
    while (rest.signum() != 0) {
      int digit = rest.intValue();
      bytes[length++] = (byte) (value.signum() > 0 ? digit + 1 : 101 - digit);
      rest = rest.subtract(BigDecimal.valueOf(digit)).movePointRight(2);
    }
    if (value.signum() < 0) {
      bytes[0] = (byte) ~bytes[0];
      if (length < 21) {
        bytes[length++] = 102;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  static byte[] padded(String text, int length) {
    byte[] bytes = Sample.utf8(text);
    byte[] padded = Arrays.copyOf(bytes, length);
    Arrays.fill(padded, bytes.length, length, (byte) ' ');
    return padded;
  }

  static byte[] inverted(byte[] bytes) {
    byte[] inverted = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      inverted[i] = (byte) ~bytes[i];
    }
    return inverted;
  }
}
