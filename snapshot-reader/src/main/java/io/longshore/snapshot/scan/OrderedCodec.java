package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hbase.util.Order;
import org.apache.hadoop.hbase.util.OrderedBytes;
import org.apache.hadoop.hbase.util.SimplePositionedMutableByteRange;

/**
 * What has no fixed width in HBase's {@code OrderedBytes}: strings, blobs and numerics. Each begins
 * with a byte that names its type, and says where it ends. The bytes of the formats are in the
 * documentation of {@link OrderedBytes}.
 */
final class OrderedCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  private static final int NULL = 0x05;
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
    if (type == ColumnType.Simple.BINARY) {
      return putBlob(bytes, offset + 1, offset + length, target);
    }
    return OrderedNumber.put(
        bytes, offset, offset + length, descending, (ColumnType.Decimal) type, target);
  }

  /** Seven bits of the blob are in each byte, the first ones first. */
  private boolean putBlob(byte[] bytes, int from, int to, ValueTarget target) {
    int mask = descending ? 0xff : 0;
    byte[] blob = new byte[(to - from) * 7 / Byte.SIZE];
    int bits = 0;
    int held = 0;
    int size = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 7 | (bytes[i] ^ mask) & 0x7f;
      held += 7;
      if (held >= Byte.SIZE) {
        held -= Byte.SIZE;
        blob[size++] = (byte) (bits >>> held);
        bits &= (1 << held) - 1;
      }
    }
    if (bits != 0 || held == 7 && to - from > 1) {
      return false;
    }
    target.putBytes(blob, 0, size);
    return true;
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
    return OrderedNumber.end(row, offset, limit, descending);
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
    if (type == ColumnType.Simple.BINARY) {
      // The bit that says that there is more comes first: "aaa" orders behind "ab".
      return ValueOrder.NONE;
    }
    return descending ? ValueOrder.DESCENDING : ValueOrder.ASCENDING;
  }

  @Override
  boolean isSelfDelimiting() {
    return true;
  }

  @Override
  EncodedRanges ranges(ValueRange range) {
    if (type == ColumnType.Simple.BINARY) {
      return blobs(range);
    }
    boolean decimal = type instanceof ColumnType.Decimal;
    ValueRange wanted = decimal ? Decimals.widened(range, (ColumnType.Decimal) type) : range;
    byte[] low = wanted.low() == null ? null : write(wanted.low());
    byte[] high = wanted.high() == null ? null : write(wanted.high());
    if (low == null && wanted.low() != null || high == null && wanted.high() != null) {
      return EncodedRanges.UNKNOWN;
    }
    byte[] first = header(decimal ? OrderedNumber.LEAST : TEXT);
    byte[] last = decimal ? header(OrderedNumber.GREATEST) : first;
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

  private EncodedRanges blobs(ValueRange range) {
    ByteRanges all = ByteRanges.of(ByteRange.prefix(header(BLOB)));
    if (range.low() == null && range.high() == null) {
      return EncodedRanges.exact(all);
    }
    if (range.low() == null || range.high() == null || !range.withLow() || !range.withHigh()) {
      return EncodedRanges.atMost(all);
    }
    byte[] low = write(range.low());
    return Arrays.equals(low, write(range.high()))
        ? new EncodedRanges(ByteRanges.of(ByteRange.prefix(low)), List.of(low), true)
        : EncodedRanges.atMost(all);
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
