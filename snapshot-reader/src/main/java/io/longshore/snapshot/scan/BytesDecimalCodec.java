package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * HBase's {@code Bytes.toBytes(BigDecimal)}: four bytes of scale, then the unscaled value in two's
 * complement. One number can be written in many ways, and bytes do not order as numbers.
 */
final class BytesDecimalCodec extends CellCodec {
  private static final long serialVersionUID = 1L;

  private final ColumnType.Decimal type;
  private final boolean emptyIsNull;

  BytesDecimalCodec(ColumnType.Decimal type, boolean emptyIsNull) {
    this.type = type;
    this.emptyIsNull = emptyIsNull;
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 0 && emptyIsNull) {
      target.putNull();
      return true;
    }
    int digits = length - Bytes.SIZEOF_INT;
    if (digits < 1) {
      return false;
    }
    int scale = Bytes.toInt(bytes, offset);
    int first = offset + Bytes.SIZEOF_INT;
    if (digits <= Long.BYTES) {
      long unscaled = bytes[first];
      for (int i = 1; i < digits; i++) {
        unscaled = unscaled << Byte.SIZE | (bytes[first + i] & 0xff);
      }
      return Decimals.put(unscaled, scale, type, target);
    }
    BigInteger unscaled = new BigInteger(bytes, first, digits);
    return Decimals.put(new BigDecimal(unscaled, scale), type, target);
  }
}
