package io.longshore.snapshot.scan;

import java.math.BigDecimal;

/**
 * Where a decoded value goes: a column vector, a row, a comparison. For each value exactly one
 * method is called, that of the column's type. Arrays are only lent for the call.
 */
public interface ValueTarget {
  void putNull();

  void putBoolean(boolean value);

  void putByte(byte value);

  void putShort(short value);

  /** An int, or a date as days since 1970-01-01. */
  void putInt(int value);

  /** A long, or a timestamp as microseconds since 1970-01-01T00:00:00Z. */
  void putLong(long value);

  void putFloat(float value);

  void putDouble(double value);

  /** A decimal of at most {@value ColumnType.Decimal#LONG_DIGITS} digits, at its type's scale. */
  void putDecimal(long unscaled);

  /** A decimal of more digits; its scale is its type's. */
  void putDecimal(BigDecimal value);

  /** A string: bytes in UTF-8, as they were stored and not checked. */
  void putUtf8(byte[] bytes, int offset, int length);

  void putBytes(byte[] bytes, int offset, int length);

  /**
   * Begins a value of a struct: each field's target is then given one value, in order.
   *
   * @return the targets of the fields, in the order of the type
   */
  default ValueTarget[] putStruct() {
    throw new UnsupportedOperationException("Not a struct");
  }
}
