package io.longshore.core.hfile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows from one on up to another. The arrays are not copied and must not change.
 *
 * @param start the first row; {@link #START} for the table's first
 * @param stop the row behind the last; empty as {@link #END} for the table's last
 */
public record RowRange(byte[] start, byte[] stop) implements Serializable {
  /** Before every row. */
  public static final byte[] START = {};

  /** Behind every row. */
  public static final byte[] END = {};

  /** Every row. */
  public static final RowRange ALL = new RowRange(START, END);

  /** One row. */
  public static RowRange of(byte[] row) {
    return new RowRange(row, Arrays.copyOf(row, row.length + 1));
  }

  /** Whether it has one row at most. */
  public boolean isOneRow() {
    return stop.length == start.length + 1
        && stop[start.length] == 0
        && Arrays.equals(start, 0, start.length, stop, 0, start.length);
  }

  /** Whether no row can be in it. */
  public boolean isEmpty() {
    return stop.length > 0 && Arrays.compareUnsigned(start, stop) >= 0;
  }

  public boolean contains(byte[] row) {
    return contains(row, 0, row.length);
  }

  boolean contains(byte[] array, int offset, int length) {
    int end = offset + length;
    return Arrays.compareUnsigned(array, offset, end, start, 0, start.length) >= 0
        && (stop.length == 0
            || Arrays.compareUnsigned(array, offset, end, stop, 0, stop.length) < 0);
  }

  /** Whether all its rows come after all of another's. */
  public boolean isBehind(RowRange other) {
    return other.stop.length > 0 && Arrays.compareUnsigned(start, other.stop) >= 0;
  }

  /** The rows in both; it may be empty. */
  public RowRange intersect(RowRange other) {
    byte[] later = Arrays.compareUnsigned(start, other.start) >= 0 ? start : other.start;
    return new RowRange(later, earlierStop(other));
  }

  /** From the first row of this one up to the last of either; the other begins no earlier. */
  public RowRange upTo(RowRange other) {
    boolean further =
        stop.length > 0 && (other.stop.length == 0 || Arrays.compareUnsigned(other.stop, stop) > 0);
    return further ? new RowRange(start, other.stop) : this;
  }

  /** From the first row of either up to the last of either. */
  public RowRange around(RowRange other) {
    return Arrays.compareUnsigned(start, other.start) <= 0 ? upTo(other) : other.upTo(this);
  }

  private byte[] earlierStop(RowRange other) {
    if (stop.length == 0) {
      return other.stop;
    }
    return other.stop.length == 0 || Arrays.compareUnsigned(stop, other.stop) <= 0
        ? stop
        : other.stop;
  }

  /** Of ranges in their order, what is in this one; ranges without rows are left out. */
  public List<RowRange> cut(List<RowRange> ranges) {
    List<RowRange> cut = new ArrayList<>();
    for (RowRange range : ranges) {
      RowRange common = intersect(range);
      if (!common.isEmpty()) {
        cut.add(common);
      }
    }
    return cut;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowRange range
        && Arrays.equals(start, range.start)
        && Arrays.equals(stop, range.stop);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + Arrays.hashCode(stop);
  }
}
