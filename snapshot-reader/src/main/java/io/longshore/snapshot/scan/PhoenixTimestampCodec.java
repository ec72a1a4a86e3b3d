package io.longshore.snapshot.scan;

import org.apache.hadoop.hbase.util.Bytes;

/**
 * Phoenix's TIMESTAMP: eight bytes of milliseconds, then four of the nanoseconds within. A value of
 * eight bytes is Phoenix's DATE or TIME; empty is null. Nanoseconds are cut to microseconds.
 */
final class PhoenixTimestampCodec extends CellCodec {
  private static final long serialVersionUID = 1L;
  private static final int WIDTH = Long.BYTES + Integer.BYTES;
  private static final int NANOS_OF_MILLI = 1_000_000;
  private static final long NANOS_OF_SECOND = 1_000_000_000;

  private final boolean unsigned;
  private final int width;
  private final boolean descending;

  /**
   * @param width of a piece of a row key; 0 for cells, of which any is read
   */
  PhoenixTimestampCodec(boolean unsigned, int width, boolean descending) {
    this.unsigned = unsigned;
    this.width = width;
    this.descending = descending;
  }

  /** How long such a piece of a row key is if nothing else is said. */
  static int defaultWidth() {
    return WIDTH;
  }

  @Override
  public boolean decode(byte[] bytes, int offset, int length, ValueTarget target) {
    if (length == 0) {
      target.putNull();
      return true;
    }
    if (width > 0 ? length != width : length != Long.BYTES && length != WIDTH) {
      return false;
    }
    long mask = descending ? -1 : 0;
    long millis = Bytes.toLong(bytes, offset) ^ mask ^ (unsigned ? 0 : Long.MIN_VALUE);
    int nanos = length == WIDTH ? Bytes.toInt(bytes, offset + Long.BYTES) ^ (int) mask : 0;
    if (millis < Long.MIN_VALUE / 1000 + 1
        || millis > Long.MAX_VALUE / 1000 - 1
        || unsigned && millis < 0
        || nanos < 0
        || nanos >= NANOS_OF_SECOND) {
      return false;
    }
    // Early releases wrote the milliseconds a second time, into the nanoseconds.
    target.putLong(millis * 1000 + nanos % NANOS_OF_MILLI / 1000);
    return true;
  }

  @Override
  public ValueOrder order() {
    if (width != Long.BYTES) {
      // Of those that early releases wrote, the nanoseconds order behind others of the millisecond.
      return ValueOrder.NONE;
    }
    return descending ? ValueOrder.DESCENDING : ValueOrder.ASCENDING;
  }

  @Override
  public int width() {
    return width;
  }

  /** Whole milliseconds. */
  @Override
  EncodedRanges ranges(ValueRange range) {
    if (width == 0) {
      return EncodedRanges.UNKNOWN;
    }
    long least = unsigned ? 0 : Long.MIN_VALUE / 1000;
    long low = range.low() == null ? least : Math.floorDiv((Long) range.low(), 1000L);
    long high =
        range.high() == null ? Long.MAX_VALUE / 1000 : Math.floorDiv((Long) range.high(), 1000L);
    if (Math.max(low, least) > high) {
      return EncodedRanges.NONE;
    }
    byte[] from = bytes(descending ? high : Math.max(low, least));
    byte[] to = bytes(descending ? Math.max(low, least) : high);
    return EncodedRanges.atMost(ByteRanges.between(from, ByteRange.behind(to)));
  }

  private byte[] bytes(long millis) {
    long number = millis ^ (unsigned ? 0 : Long.MIN_VALUE);
    return Bytes.toBytes(descending ? ~number : number);
  }
}
