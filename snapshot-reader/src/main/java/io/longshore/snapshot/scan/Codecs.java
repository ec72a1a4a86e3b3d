package io.longshore.snapshot.scan;

import static io.longshore.snapshot.scan.NumberCodec.Layout;

import io.longshore.snapshot.scan.ColumnType.Simple;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.hadoop.hbase.util.Bytes;

/** Which codec reads a column: the table of encodings and types. */
final class Codecs {
  /** The bytes before numbers in HBase's {@code OrderedBytes}. */
  private static final int ORDERED_INT8 = 0x29;

  private static final int ORDERED_INT16 = 0x2a;
  private static final int ORDERED_INT32 = 0x2b;
  private static final int ORDERED_INT64 = 0x2c;
  private static final int ORDERED_FLOAT32 = 0x30;
  private static final int ORDERED_FLOAT64 = 0x31;

  private Codecs() {}

  static CellCodec of(Column column, ZoneId zone) {
    ColumnSource.Key key = column.source() instanceof ColumnSource.Key piece ? piece : null;
    int width = key == null ? 0 : key.length();
    Encoding encoding = column.encoding();
    ColumnType type = column.valueType();
    boolean desc = encoding.descending();
    return switch (encoding.format()) {
      case BYTES -> bytes(type, width, false, zone);
      case HBASE_SPARK -> bytes(type, width, key == null, zone);
      case TEXT -> isRaw(type) ? bytes(type, width, false, zone) : new TextCodec(type, width, zone);
      case ORDERED -> ordered(type, desc);
      case PHOENIX -> phoenix(type, key, desc);
      case PHOENIX_UNSIGNED -> phoenixUnsigned((Simple) type, key, desc);
      case PHOENIX_CHAR -> new PhoenixCharCodec(width, desc);
      case AVRO -> new AvroCodec(encoding.schema());
    };
  }

  private static boolean isRaw(ColumnType type) {
    return type == Simple.STRING || type == Simple.BINARY;
  }

  private static CellCodec bytes(ColumnType type, int width, boolean emptyIsNull, ZoneId zone) {
    if (type instanceof ColumnType.Decimal decimal) {
      return new BytesDecimalCodec(decimal, emptyIsNull);
    }
    Simple simple = (Simple) type;
    return switch (simple) {
      case BOOLEAN -> new BooleanCodec(false, emptyIsNull);
      case STRING, BINARY -> new RawCodec(simple == Simple.STRING, width, false, emptyIsNull);
      case FLOAT, DOUBLE ->
          new NumberCodec(simple, Layout.IEEE, -1, size(simple), false, emptyIsNull, zone);
      default -> new NumberCodec(simple, Layout.SIGNED, -1, size(simple), false, emptyIsNull, zone);
    };
  }

  private static CellCodec ordered(ColumnType type, boolean desc) {
    if (type instanceof ColumnType.Decimal || isRaw(type)) {
      return new OrderedCodec(type, desc);
    }
    Simple simple = (Simple) type;
    Layout layout =
        simple == Simple.FLOAT || simple == Simple.DOUBLE ? Layout.IEEE_FLIPPED : Layout.FLIPPED;
    return new NumberCodec(
        simple, layout, orderedHeader(simple), size(simple), desc, false, ZoneOffset.UTC);
  }

  private static int orderedHeader(Simple type) {
    return switch (type) {
      case BYTE -> ORDERED_INT8;
      case SHORT -> ORDERED_INT16;
      case INT -> ORDERED_INT32;
      case LONG -> ORDERED_INT64;
      case FLOAT -> ORDERED_FLOAT32;
      case DOUBLE -> ORDERED_FLOAT64;
      default -> throw new IllegalArgumentException("OrderedBytes has no " + type);
    };
  }

  private static CellCodec phoenix(ColumnType type, ColumnSource.Key key, boolean desc) {
    if (type instanceof ColumnType.Decimal decimal) {
      return new PhoenixDecimalCodec(decimal, desc);
    }
    Simple simple = (Simple) type;
    return switch (simple) {
      case BOOLEAN -> new BooleanCodec(desc, true);
      case STRING, BINARY ->
          new RawCodec(simple == Simple.STRING, key == null ? 0 : key.length(), desc, true);
      case TIMESTAMP -> new PhoenixTimestampCodec(false, timestampWidth(key), desc);
      case FLOAT, DOUBLE -> phoenixNumber(simple, Layout.IEEE_FLIPPED_PLUS_ONE, desc);
      default -> phoenixNumber(simple, Layout.FLIPPED, desc);
    };
  }

  private static CellCodec phoenixUnsigned(Simple type, ColumnSource.Key key, boolean desc) {
    return switch (type) {
      case TIMESTAMP -> new PhoenixTimestampCodec(true, timestampWidth(key), desc);
      case FLOAT, DOUBLE -> phoenixNumber(type, Layout.IEEE, desc);
      default -> phoenixNumber(type, Layout.UNSIGNED, desc);
    };
  }

  private static int timestampWidth(ColumnSource.Key key) {
    if (key == null) {
      return 0;
    }
    return key.length() > 0 ? key.length() : PhoenixTimestampCodec.defaultWidth();
  }

  private static CellCodec phoenixNumber(Simple type, Layout layout, boolean desc) {
    // Phoenix has its days in UTC.
    return new NumberCodec(type, layout, -1, size(type), desc, true, ZoneOffset.UTC);
  }

  private static int size(Simple type) {
    return switch (type) {
      case BYTE -> 1;
      case SHORT -> Bytes.SIZEOF_SHORT;
      case INT, FLOAT -> Bytes.SIZEOF_INT;
      default -> Bytes.SIZEOF_LONG;
    };
  }
}
