package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the value that was put, as an object: strings as String, structs as a list. */
final class Recorder implements ValueTarget {
  private final ColumnType type;
  private Object value;
  private int puts;
  private Recorder[] fields;

  Recorder(ColumnType type) {
    this.type = type;
  }

  /** What a codec makes of bytes that stand in the middle of others. */
  static Object decode(CellCodec codec, ColumnType type, byte[] bytes) {
    byte[] padded = new byte[bytes.length + 5];
    Arrays.fill(padded, (byte) 0x5a);
    System.arraycopy(bytes, 0, padded, 3, bytes.length);
    Recorder recorder = new Recorder(type);
    boolean ok = codec.decode(padded, 3, bytes.length, recorder);
    if (ok != (recorder.puts == 1)) {
      throw new AssertionError("Answered " + ok + ", put " + recorder.puts);
    }
    return ok ? recorder.value() : "malformed";
  }

  Object value() {
    return fields == null ? value : Arrays.stream(fields).map(Recorder::value).toList();
  }

  private void put(Object put) {
    value = put;
    puts++;
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
    put(BigDecimal.valueOf(unscaled, ((ColumnType.Decimal) type).scale()));
  }

  @Override
  public void putDecimal(BigDecimal put) {
    put(put);
  }

  @Override
  public void putUtf8(byte[] bytes, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
    String text = new String(copy, StandardCharsets.UTF_8);
    // What is no UTF-8 stays as it is.
    put(Arrays.equals(text.getBytes(StandardCharsets.UTF_8), copy) ? text : copy);
  }

  @Override
  public void putBytes(byte[] bytes, int offset, int length) {
    put(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public ValueTarget[] putStruct() {
    puts++;
    fields =
        ((ColumnType.Struct) type)
            .fields().stream().map(field -> new Recorder(field.type())).toArray(Recorder[]::new);
    return fields;
  }
}
