package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hbase.util.Order;
import org.apache.hadoop.hbase.util.OrderedBytes;
import org.apache.hadoop.hbase.util.SimplePositionedByteRange;
import org.apache.hadoop.hbase.util.SimplePositionedMutableByteRange;

/**
 * What has no fixed width in HBase's {@code OrderedBytes}: strings, blobs and numerics. Each begins
 * with a byte that names its type, and says where it ends. The bytes of the formats are in the
 * documentation of {@link OrderedBytes}.
 */
final class OrderedCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  private static final int NULL = 0x05;
  private static final int NEGATIVE_INFINITY = 0x07;
  private static final int ZERO = 0x15;
  private static final int POSITIVE_INFINITY = 0x23;
  private static final int TEXT = 0x34;
  private static final int BLOB = 0x37;

  private final ColumnType type;
  private final boolean descending;

  OrderedCodec(ColumnType type, boolean descending) {
    this.type = type;
    this.descending = descending;
  }

  /** What null is written as. */
  static byte nullByte(boolean descending) {
    return (byte) (descending ? ~NULL : NULL);
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 0 || end(bytes, offset, offset + length) != offset + length) {
      return false;
    }
    if (bytes[offset] == nullByte(descending)) {
      target.putNull();
      return true;
    }
    if (type == ColumnType.Simple.STRING) {
      if (descending) {
        target.putUtf8(Inverted.copy(bytes, offset + 1, length - 2), 0, length - 2);
      } else {
        target.putUtf8(bytes, offset + 1, length - 2);
      }
      return true;
    }
    SimplePositionedByteRange source = new SimplePositionedByteRange(bytes, offset, length);
    if (type == ColumnType.Simple.BINARY) {
      byte[] blob = OrderedBytes.decodeBlobVar(source);
      target.putBytes(blob, 0, blob.length);
      return true;
    }
    if (OrderedBytes.isNumericInfinite(source) || OrderedBytes.isNumericNaN(source)) {
      return false;
    }
    BigDecimal number = OrderedBytes.decodeNumericAsBigDecimal(source);
    return Decimals.put(number, (ColumnType.Decimal) type, target);
  }

  @Override
  int end(byte[] row, int offset, int limit) {
    if (offset >= limit) {
      return -1;
    }
    int mask = descending ? 0xff : 0;
    int header = (row[offset] ^ mask) & 0xff;
    if (header == NULL) {
      return offset + 1;
    }
    if (type == ColumnType.Simple.STRING) {
      return header == TEXT ? behindZero(row, offset + 1, limit, mask) : -1;
    }
    if (type == ColumnType.Simple.BINARY) {
      return header == BLOB ? behindBlob(row, offset + 1, limit, mask) : -1;
    }
    return header >= NEGATIVE_INFINITY && header <= POSITIVE_INFINITY
        ? behindNumber(row, offset, limit, header)
        : -1;
  }

  private static int behindZero(byte[] row, int offset, int limit, int mask) {
    for (int i = offset; i < limit; i++) {
      if (((row[i] ^ mask) & 0xff) == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /** The high bit of each byte but the last says that there is more. */
  private static int behindBlob(byte[] row, int offset, int limit, int mask) {
    for (int i = offset; i < limit; i++) {
      if (((row[i] ^ mask) & 0x80) == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private static int behindNumber(byte[] row, int offset, int limit, int header) {
    if (header == ZERO || header == NEGATIVE_INFINITY || header == POSITIVE_INFINITY) {
      return offset + 1;
    }
    try {
      SimplePositionedByteRange source = new SimplePositionedByteRange(row, offset, limit - offset);
      OrderedBytes.skip(source);
      return offset + source.getPosition();
    } catch (RuntimeException e) {
      // It runs off the end of what is cut short.
      return -1;
    }
  }

  @Override
  public byte[] encode(Object literal) {
    return type instanceof ColumnType.Decimal ? null : write(literal);
  }

  private byte[] write(Object literal) {
    byte[] bytes = literal instanceof BigDecimal ? null : RawCodec.bytes(literal);
    if (type == ColumnType.Simple.STRING) {
      return writeText(bytes, true);
    }
    // A numeric has at most a header, five bytes of exponent and a byte for two of 31 digits.
    int room = bytes == null ? 32 : OrderedBytes.blobVarEncodedLength(bytes.length);
    SimplePositionedMutableByteRange target = new SimplePositionedMutableByteRange(room);
    Order order = descending ? Order.DESCENDING : Order.ASCENDING;
    if (bytes == null) {
      OrderedBytes.encodeNumeric(target, (BigDecimal) literal, order);
    } else {
      OrderedBytes.encodeBlobVar(target, bytes, order);
    }
    byte[] written = new byte[target.getPosition()];
    System.arraycopy(target.getBytes(), 0, written, 0, written.length);
    return written;
  }

  /** Null for a string that this form cannot hold, since it ends at the first zero. */
  private byte[] writeText(byte[] bytes, boolean ended) {
    for (byte one : bytes) {
      if (one == 0) {
        return null;
      }
    }
    byte[] written = new byte[bytes.length + (ended ? 2 : 1)];
    written[0] = TEXT;
    System.arraycopy(bytes, 0, written, 1, bytes.length);
    return descending ? Inverted.copy(written, 0, written.length) : written;
  }

  @Override
  public ValueOrder order() {
    return descending ? ValueOrder.DESCENDING : ValueOrder.ASCENDING;
  }

  @Override
  public int width() {
    return 0;
  }

  @Override
  boolean isSelfDelimiting() {
    return true;
  }

  @Override
  EncodedRanges ranges(ValueRange range) {
    boolean decimal = type instanceof ColumnType.Decimal;
    ValueRange wanted = decimal ? Decimals.widened(range, (ColumnType.Decimal) type) : range;
    byte[] low = wanted.low() == null ? null : write(wanted.low());
    byte[] high = wanted.high() == null ? null : write(wanted.high());
    if (low == null && wanted.low() != null || high == null && wanted.high() != null) {
      return EncodedRanges.UNKNOWN;
    }
    byte[] first =
        header(decimal ? NEGATIVE_INFINITY : type == ColumnType.Simple.STRING ? TEXT : BLOB);
    byte[] last = decimal ? header(POSITIVE_INFINITY) : first;
    byte[] start = edge(descending ? high : low, descending ? wanted.withHigh() : wanted.withLow());
    byte[] stop =
        edge(descending ? low : high, descending ? !wanted.withLow() : !wanted.withHigh());
    ByteRanges ranges =
        ByteRanges.between(
            start == null ? descending ? last : first : start,
            stop == null ? ByteRange.behind(descending ? first : last) : stop);
    boolean point = low != null && wanted.withLow() && Arrays.equals(low, high);
    return new EncodedRanges(ranges, point && !decimal ? List.of(low) : null, !decimal);
  }

  private byte[] header(int header) {
    return new byte[] {(byte) (descending ? ~header : header)};
  }

  /** Where values begin that are the bound or above it, or only above it. */
  private static byte[] edge(byte[] bound, boolean with) {
    return bound == null || with ? bound : ByteRange.behind(bound);
  }

  @Override
  EncodedRanges prefix(byte[] prefix) {
    if (type != ColumnType.Simple.STRING) {
      return EncodedRanges.UNKNOWN;
    }
    byte[] begin = writeText(prefix, false);
    return begin == null
        ? EncodedRanges.NONE
        : EncodedRanges.exact(ByteRanges.of(ByteRange.prefix(begin)));
  }
}
