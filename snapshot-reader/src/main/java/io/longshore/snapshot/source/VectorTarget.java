package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.ValueTarget;
import java.math.BigDecimal;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;

/** Puts values into a column of a batch, row by row. */
final class VectorTarget implements ValueTarget {
  private final WritableColumnVector vector;
  private int row;

  /** Of the values of the batch that have no fixed length. */
  private long bytes;

  VectorTarget(WritableColumnVector vector) {
    this.vector = vector;
  }

  /** Says which row is put next. */
  void at(int index) {
    row = index;
  }

  long bytes() {
    return bytes;
  }

  void reset() {
    vector.reset();
    bytes = 0;
  }

  WritableColumnVector vector() {
    return vector;
  }

  @Override
  public void putNull() {
    vector.putNull(row);
  }

  @Override
  public void putBoolean(boolean value) {
    vector.putBoolean(row, value);
  }

  @Override
  public void putByte(byte value) {
    vector.putByte(row, value);
  }

  @Override
  public void putShort(short value) {
    vector.putShort(row, value);
  }

  @Override
  public void putInt(int value) {
    vector.putInt(row, value);
  }

  @Override
  public void putLong(long value) {
    vector.putLong(row, value);
  }

  @Override
  public void putFloat(float value) {
    vector.putFloat(row, value);
  }

  @Override
  public void putDouble(double value) {
    vector.putDouble(row, value);
  }

  @Override
  public void putDecimal(long unscaled) {
    DecimalType type = (DecimalType) vector.dataType();
    if (type.precision() <= Decimal.MAX_INT_DIGITS()) {
      vector.putInt(row, (int) unscaled);
    } else {
      vector.putLong(row, unscaled);
    }
  }

  @Override
  public void putDecimal(BigDecimal value) {
    byte[] unscaled = value.unscaledValue().toByteArray();
    putBytes(unscaled, 0, unscaled.length);
  }

  @Override
  public void putUtf8(byte[] array, int offset, int length) {
    putBytes(array, offset, length);
  }

  @Override
  public void putBytes(byte[] array, int offset, int length) {
    vector.putByteArray(row, array, offset, length);
    bytes += length;
  }
}
