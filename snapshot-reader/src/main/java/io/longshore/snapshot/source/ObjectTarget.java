package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.ColumnType;
import io.longshore.snapshot.scan.ValueTarget;
import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Keeps the last value as the object that Spark's rows have for it. */
final class ObjectTarget implements ValueTarget {
  private final ColumnType type;

  /** Of a struct, one a field. */
  private final ObjectTarget[] fields;

  private Object value;
  private boolean isStruct;

  ObjectTarget(ColumnType type) {
    this.type = type;
    this.fields =
        type instanceof ColumnType.Struct struct
            ? struct.fields().stream()
                .map(field -> new ObjectTarget(field.type()))
                .toArray(ObjectTarget[]::new)
            : new ObjectTarget[0];
  }

  /** The last value that was put. */
  Object value() {
    if (!isStruct) {
      return value;
    }
    return new GenericInternalRow(
        Arrays.stream(fields).map(ObjectTarget::value).toArray(Object[]::new));
  }

  @Override
  public void putNull() {
    put(null);
  }

  @Override
  public void putBoolean(boolean put) {
    put(put);
  }

  @Override
  public void putByte(byte put) {
    put(put);
  }

  @Override
  public void putShort(short put) {
    put(put);
  }

  @Override
  public void putInt(int put) {
    put(put);
  }

  @Override
  public void putLong(long put) {
    put(put);
  }

  @Override
  public void putFloat(float put) {
    put(put);
  }

  @Override
  public void putDouble(double put) {
    put(put);
  }

  @Override
  public void putDecimal(long unscaled) {
    ColumnType.Decimal decimal = (ColumnType.Decimal) type;
    put(Decimal.createUnsafe(unscaled, decimal.precision(), decimal.scale()));
  }

  @Override
  public void putDecimal(BigDecimal put) {
    ColumnType.Decimal decimal = (ColumnType.Decimal) type;
    put(Decimal.apply(put, decimal.precision(), decimal.scale()));
  }

  @Override
  public void putUtf8(byte[] bytes, int offset, int length) {
    put(UTF8String.fromBytes(Arrays.copyOfRange(bytes, offset, offset + length)));
  }

  @Override
  public void putBytes(byte[] bytes, int offset, int length) {
    put(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public ValueTarget[] putStruct() {
    isStruct = true;
    return fields;
  }

  private void put(Object put) {
    value = put;
    isStruct = false;
  }
}
