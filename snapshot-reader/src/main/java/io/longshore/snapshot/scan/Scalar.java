package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.util.Arrays;

/** One value of one type, to be compared as Spark SQL does, and used again for the next one. */
final class Scalar implements ValueTarget, Comparable<Scalar> {
  private final ColumnType type;
  private final int scale;
  private boolean isNull;
  private long whole;
  private double real;
  private BigDecimal decimal;
  private byte[] bytes;
  private int offset;
  private int length;

  Scalar(ColumnType type) {
    this.type = type;
    this.scale = type instanceof ColumnType.Decimal number ? number.scale() : 0;
  }

  static Scalar of(ColumnType type, Object literal) {
    Scalar scalar = new Scalar(type);
    if (type instanceof ColumnType.Decimal) {
      scalar.decimal = (BigDecimal) literal;
      return scalar;
    }
    switch ((ColumnType.Simple) type) {
      case BOOLEAN -> scalar.putBoolean((Boolean) literal);
      case FLOAT, DOUBLE -> scalar.real = ((Number) literal).doubleValue();
      case STRING, BINARY -> {
        byte[] bytes = RawCodec.bytes(literal);
        scalar.putBytes(bytes, 0, bytes.length);
      }
      default -> scalar.whole = ((Number) literal).longValue();
    }
    return scalar;
  }

  boolean isNull() {
    return isNull;
  }

  boolean startsWith(byte[] prefix) {
    return length >= prefix.length
        && Arrays.equals(bytes, offset, offset + prefix.length, prefix, 0, prefix.length);
  }

  /** NaN is equal to itself and above all, and zero has no sign. */
  @Override
  public int compareTo(Scalar other) {
    if (type instanceof ColumnType.Decimal) {
      return number().compareTo(other.number());
    }
    return switch ((ColumnType.Simple) type) {
      case FLOAT, DOUBLE -> real == other.real ? 0 : Double.compare(real, other.real);
      case STRING, BINARY ->
          Arrays.compareUnsigned(
              bytes, offset, offset + length, other.bytes, other.offset, other.end());
      default -> Long.compare(whole, other.whole);
    };
  }

  private int end() {
    return offset + length;
  }

  private BigDecimal number() {
    return decimal == null ? BigDecimal.valueOf(whole, scale) : decimal;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scalar scalar && type.equals(scalar.type) && compareTo(scalar) == 0;
  }

  @Override
  public int hashCode() {
    throw new UnsupportedOperationException("It changes");
  }

  @Override
  public void putNull() {
    isNull = true;
  }

  @Override
  public void putBoolean(boolean value) {
    putLong(value ? 1 : 0);
  }

  @Override
  public void putByte(byte value) {
    putLong(value);
  }

  @Override
  public void putShort(short value) {
    putLong(value);
  }

  @Override
  public void putInt(int value) {
    putLong(value);
  }

  @Override
  public void putLong(long value) {
    isNull = false;
    whole = value;
  }

  @Override
  public void putFloat(float value) {
    putDouble(value);
  }

  @Override
  public void putDouble(double value) {
    isNull = false;
    real = value;
  }

  @Override
  public void putDecimal(long unscaled) {
    putLong(unscaled);
    decimal = null;
  }

  @Override
  public void putDecimal(BigDecimal value) {
    isNull = false;
    decimal = value;
  }

  @Override
  public void putUtf8(byte[] value, int from, int size) {
    putBytes(value, from, size);
  }

  @Override
  public void putBytes(byte[] value, int from, int size) {
    isNull = false;
    bytes = value;
    offset = from;
    length = size;
  }
}
