package io.longshore.wal.source;

import java.io.Serializable;

/**
 * Numbers from one to another, both included; none if they are the wrong way round.
 *
 * @param min the least
 * @param max the greatest
 */
record Range(long min, long max) implements Serializable {
  static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
  private static final Range NONE = new Range(Long.MAX_VALUE, Long.MIN_VALUE);

  static Range only(long value) {
    return new Range(value, value);
  }

  static Range from(long min) {
    return new Range(min, Long.MAX_VALUE);
  }

  static Range upTo(long max) {
    return new Range(Long.MIN_VALUE, max);
  }

  static Range after(long value) {
    return value == Long.MAX_VALUE ? NONE : from(value + 1);
  }

  static Range before(long value) {
    return value == Long.MIN_VALUE ? NONE : upTo(value - 1);
  }

  boolean contains(long value) {
    return min <= value && value <= max;
  }

  boolean overlaps(Range other) {
    return Math.max(min, other.min) <= Math.min(max, other.max);
  }

  Range and(Range other) {
    return new Range(Math.max(min, other.min), Math.min(max, other.max));
  }
}
