package io.longshore.snapshot.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary form, without a header, of a schema that is known. {@link AvroTypes} says what its
 * types are in SQL. This codec makes objects for each value.
 */
final class AvroCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  private final String schema;
  private final ColumnType type;
  private transient volatile Schema parsed;

  AvroCodec(String schema) {
    this.schema = schema;
    this.type = AvroTypes.of(schema);
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 0 && parsed().getType() != Schema.Type.RECORD) {
      target.putNull();
      return true;
    }
    Object value;
    try {
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, offset, length, null);
      value = new GenericDatumReader<>(parsed()).read(null, decoder);
      if (!decoder.isEnd()) {
        return false;
      }
    } catch (IOException | RuntimeException e) {
      // What Avro throws at bytes of something else is of many kinds.
      return false;
    }
    put(value, type, target);
    return true;
  }

  private Schema parsed() {
    Schema known = parsed;
    if (known == null) {
      known = AvroTypes.parse(schema);
      parsed = known;
    }
    return known;
  }

  private static void put(Object value, ColumnType type, ValueTarget target) {
    if (value == null) {
      target.putNull();
    } else if (type instanceof ColumnType.Struct struct) {
      ValueTarget[] fields = target.putStruct();
      for (int i = 0; i < fields.length; i++) {
        put(((IndexedRecord) value).get(i), struct.fields().get(i).type(), fields[i]);
      }
    } else {
      put(value, (ColumnType.Simple) type, target);
    }
  }

  private static void put(Object value, ColumnType.Simple type, ValueTarget target) {
    switch (type) {
      case BOOLEAN -> target.putBoolean((Boolean) value);
      case INT -> target.putInt((Integer) value);
      case LONG -> target.putLong(((Number) value).longValue());
      case FLOAT -> target.putFloat((Float) value);
      case DOUBLE -> target.putDouble(((Number) value).doubleValue());
      case BINARY -> {
        byte[] bytes =
            value instanceof GenericFixed fixed ? fixed.bytes() : bytes((ByteBuffer) value);
        target.putBytes(bytes, 0, bytes.length);
      }
      default -> {
        byte[] text = text(value);
        target.putUtf8(text, 0, value instanceof Utf8 utf8 ? utf8.getByteLength() : text.length);
      }
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] text(Object value) {
    if (value instanceof Utf8 utf8) {
      return utf8.getBytes();
    }
    boolean plain = value instanceof CharSequence || value instanceof GenericData.EnumSymbol;
    String text = plain ? value.toString() : GenericData.get().toString(value);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
