package io.longshore.snapshot.scan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers of a fixed width, big-endian, perhaps behind a byte that names their type.
 *
 * <p>Inside, a number is its rank: a long that orders as the values do. A range of values is then
 * one of ranks; a layout says what that is in bytes.
 */
final class NumberCodec extends CellCodec {
  private static final long serialVersionUID = 1L;
  private static final long DAY = 86_400_000;

  /** How a rank is written. */
  enum Layout {
    /** In two's complement: the negative ones order behind the others. */
    SIGNED,
    /** With the bit of the sign inverted, so that bytes order as values. */
    FLIPPED,
    /** As it is; there are no negative ones. */
    UNSIGNED,
    /** IEEE 754: the negative ones order behind the others, the least last. */
    IEEE,
    /** IEEE 754 with the sign inverted, and all other bits of negative ones: OrderedBytes. */
    IEEE_FLIPPED,
    /** The same plus one: Phoenix. */
    IEEE_FLIPPED_PLUS_ONE;

    boolean isIeee() {
      return this == IEEE || this == IEEE_FLIPPED || this == IEEE_FLIPPED_PLUS_ONE;
    }
  }

  private final ColumnType.Simple type;
  private final Layout layout;
  private final int header;
  private final int bits;
  private final boolean descending;
  private final boolean emptyIsNull;
  private final ZoneId zone;
  private final boolean fixedZone;

  /** Of the ranks of values, other than NaN. */
  private final long least;

  private final long greatest;

  /**
   * @param header the byte before the number, -1 for none
   * @param size of the number in bytes
   * @param zone of dates, which are written as milliseconds
   */
  NumberCodec(
      ColumnType.Simple type,
      Layout layout,
      int header,
      int size,
      boolean descending,
      boolean emptyIsNull,
      ZoneId zone) {
    this.type = type;
    this.layout = layout;
    this.header = header;
    this.bits = size * Byte.SIZE;
    this.descending = descending;
    this.emptyIsNull = emptyIsNull;
    this.zone = zone.normalized();
    this.fixedZone = this.zone instanceof ZoneOffset;
    this.greatest = greatest();
    this.least = layout == Layout.UNSIGNED ? 0 : least();
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length != width()) {
      return decodeNull(bytes, offset, length, target);
    }
    int mask = descending ? 0xff : 0;
    int at = offset;
    if (header >= 0 && ((bytes[at++] ^ mask) & 0xff) != header) {
      return false;
    }
    long number = 0;
    for (int end = offset + length; at < end; at++) {
      number = number << Byte.SIZE | ((bytes[at] ^ mask) & 0xff);
    }
    // With its sign.
    number = number << (Long.SIZE - bits) >> (Long.SIZE - bits);
    long rank = layout == Layout.SIGNED || layout == Layout.UNSIGNED ? number : rank(number);
    return isValue(rank, number) && put(rank, target);
  }

  private boolean decodeNull(byte[] bytes, int offset, int length, ValueTarget target) {
    boolean isNull =
        length == 0
            ? emptyIsNull
            : header >= 0 && length == 1 && bytes[offset] == OrderedCodec.nullByte(descending);
    if (isNull) {
      target.putNull();
    }
    return isNull;
  }

  private boolean isValue(long rank, long number) {
    return switch (layout) {
      case SIGNED, FLIPPED, IEEE -> true;
      case UNSIGNED -> rank >= 0;
      // A NaN with a sign would order before all; nobody writes it.
      case IEEE_FLIPPED -> rank >= least;
      case IEEE_FLIPPED_PLUS_ONE -> number != 0 && rank >= least;
    };
  }

  private boolean put(long rank, ValueTarget target) {
    switch (type) {
      case BYTE -> target.putByte((byte) rank);
      case SHORT -> target.putShort((short) rank);
      case INT -> target.putInt((int) rank);
      case LONG -> target.putLong(rank);
      case FLOAT -> target.putFloat(Float.intBitsToFloat((int) ieee(rank)));
      case DOUBLE -> target.putDouble(Double.longBitsToDouble(ieee(rank)));
      case DATE -> {
        if (rank < least || rank > greatest) {
          return false;
        }
        target.putInt(day(rank));
      }
      case TIMESTAMP -> {
        if (rank < least || rank > greatest) {
          return false;
        }
        target.putLong(rank * 1000);
      }
      default -> throw new IllegalStateException("No number: " + type);
    }
    return true;
  }

  @Override
  public byte[] encode(Object literal) {
    long rank = highest(literal);
    return rank == lowest(literal) && rank >= least && rank <= greatest && exactDays()
        ? bytes(rank)
        : null;
  }

  @Override
  public ValueOrder order() {
    if (layout == Layout.SIGNED || layout == Layout.IEEE || !exactDays()) {
      return ValueOrder.NONE;
    }
    return descending ? ValueOrder.DESCENDING : ValueOrder.ASCENDING;
  }

  @Override
  boolean writesEachOneWay() {
    // Zero has a sign.
    return type != ColumnType.Simple.FLOAT && type != ColumnType.Simple.DOUBLE;
  }

  @Override
  public int width() {
    return bits / Byte.SIZE + (header >= 0 ? 1 : 0);
  }

  @Override
  EncodedRanges ranges(ValueRange range) {
    List<ByteRange> ranges = new ArrayList<>();
    boolean some = true;
    long from = least;
    if (range.low() != null) {
      boolean with = range.withLow() || !exactDays();
      long rank = with ? lowest(range.low()) : highest(range.low());
      some = with || rank < Long.MAX_VALUE;
      from = Math.max(with || !some ? rank : rank + 1, least);
    }
    long to = top();
    if (range.high() != null) {
      boolean with = range.withHigh() || !exactDays();
      long rank = with ? highest(range.high()) : lowest(range.high());
      some &= with || rank > Long.MIN_VALUE;
      to = Math.min(with || !some ? rank : rank - 1, top());
    }
    if (some && from <= to) {
      add(from, to, ranges);
    }
    if (layout == Layout.IEEE && holdsNaN(range)) {
      add(bits == Integer.SIZE ? Integer.MIN_VALUE : Long.MIN_VALUE, least - 1, ranges);
    }
    ByteRanges all = ByteRanges.of(ranges);
    return new EncodedRanges(
        all,
        all.isEmpty() ? List.of() : some && from == to && ranges.size() == 1 ? point(from) : null,
        exactDays());
  }

  private List<byte[]> point(long rank) {
    return exactDays() ? List.of(bytes(rank)) : null;
  }

  /** Adds what ranks are as bytes. */
  private void add(long from, long to, List<ByteRange> ranges) {
    boolean split = layout == Layout.SIGNED || layout == Layout.IEEE;
    if (split && from < 0 && to >= 0) {
      add(from, -1, ranges);
      add(0, to, ranges);
      return;
    }
    boolean reversed = descending != (layout == Layout.IEEE && to < 0);
    ranges.add(
        new ByteRange(bytes(reversed ? to : from), ByteRange.behind(bytes(reversed ? from : to))));
  }

  private byte[] bytes(long rank) {
    long number =
        switch (layout) {
          case SIGNED, UNSIGNED -> rank;
          case FLIPPED, IEEE_FLIPPED -> rank ^ sign();
          case IEEE -> ieee(rank);
          case IEEE_FLIPPED_PLUS_ONE -> (rank ^ sign()) + 1;
        };
    byte[] bytes = new byte[width()];
    for (int i = bytes.length - 1; i >= (header >= 0 ? 1 : 0); i--) {
      bytes[i] = (byte) number;
      number >>>= Byte.SIZE;
    }
    if (header >= 0) {
      bytes[0] = (byte) header;
    }
    return descending ? Inverted.copy(bytes, 0, bytes.length) : bytes;
  }

  private long sign() {
    return 1L << (bits - 1);
  }

  private long rank(long number) {
    return switch (layout) {
      case SIGNED, UNSIGNED -> number;
      case FLIPPED, IEEE_FLIPPED -> extend(number ^ sign());
      case IEEE -> ieee(number);
      case IEEE_FLIPPED_PLUS_ONE -> extend((number - 1) ^ sign());
    };
  }

  private long extend(long number) {
    return number << (Long.SIZE - bits) >> (Long.SIZE - bits);
  }

  /** From the bits of IEEE 754 to their rank, and back. */
  private long ieee(long number) {
    return number ^ (number >> (Long.SIZE - 1) & (sign() - 1));
  }

  private long least() {
    return switch (type) {
      case DATE -> Integer.MIN_VALUE * DAY;
      case TIMESTAMP -> Long.MIN_VALUE / 1000;
      case FLOAT -> ieee(Float.floatToIntBits(Float.NEGATIVE_INFINITY));
      case DOUBLE -> ieee(Double.doubleToLongBits(Double.NEGATIVE_INFINITY));
      default -> -1L << (bits - 1);
    };
  }

  private long greatest() {
    return switch (type) {
      case DATE -> Integer.MAX_VALUE * DAY + DAY - 1;
      case TIMESTAMP -> Long.MAX_VALUE / 1000;
      case FLOAT -> ieee(Float.floatToIntBits(Float.POSITIVE_INFINITY));
      case DOUBLE -> ieee(Double.doubleToLongBits(Double.POSITIVE_INFINITY));
      default -> (1L << (bits - 1)) - 1;
    };
  }

  /** The rank of the greatest value of all, which is a NaN if there is one. */
  private long top() {
    return layout.isIeee() ? sign() - (layout == Layout.IEEE_FLIPPED_PLUS_ONE ? 2 : 1) : greatest;
  }

  /** The least rank that is not below the literal. */
  private long lowest(Object literal) {
    return switch (type) {
      case DATE -> ((Number) literal).intValue() * DAY - zoneMillis();
      case TIMESTAMP -> millisFrom(((Number) literal).longValue());
      case FLOAT, DOUBLE -> isNaN(literal) ? greatest + 1 : isZero(literal) ? -1 : rankOf(literal);
      default -> ((Number) literal).longValue();
    };
  }

  /** The greatest rank that is not above the literal. */
  private long highest(Object literal) {
    return switch (type) {
      case DATE ->
          (((Number) literal).intValue() + 1L) * DAY - 1 + (fixedZone ? -zoneMillis() : DAY);
      case TIMESTAMP -> Math.floorDiv(((Number) literal).longValue(), 1000L);
      case FLOAT, DOUBLE -> isNaN(literal) ? top() : isZero(literal) ? 0 : rankOf(literal);
      default -> ((Number) literal).longValue();
    };
  }

  private long rankOf(Object literal) {
    return type == ColumnType.Simple.FLOAT
        ? ieee(Float.floatToIntBits(((Number) literal).floatValue()))
        : ieee(Double.doubleToLongBits(((Number) literal).doubleValue()));
  }

  private boolean holdsNaN(ValueRange range) {
    return (range.high() == null || isNaN(range.high()) && range.withHigh())
        && (range.low() == null || !isNaN(range.low()) || range.withLow());
  }

  private static long millisFrom(long micros) {
    long millis = Math.floorDiv(micros, 1000L);
    return millis * 1000 == micros ? millis : millis + 1;
  }

  private static boolean isNaN(Object literal) {
    return Double.isNaN(((Number) literal).doubleValue());
  }

  private static boolean isZero(Object literal) {
    return ((Number) literal).doubleValue() == 0;
  }

  /** Where clocks are set back across midnight a day is in two parts: then ranges are only near. */
  private boolean exactDays() {
    return type != ColumnType.Simple.DATE || fixedZone;
  }

  private int day(long millis) {
    return fixedZone
        ? (int) Math.floorDiv(millis + offsetMillis(), DAY)
        : (int) LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone).toEpochDay();
  }

  /** By how much clocks are ahead of UTC, at most; none is by more than a day. */
  private long zoneMillis() {
    return fixedZone ? offsetMillis() : DAY;
  }

  private long offsetMillis() {
    return ((ZoneOffset) zone).getTotalSeconds() * 1000L;
  }
}
