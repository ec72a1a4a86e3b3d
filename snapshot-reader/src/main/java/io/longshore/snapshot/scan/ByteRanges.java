package io.longshore.snapshot.scan;

import io.longshore.core.hfile.RowRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of byte strings, as ranges that are sorted and do not touch. Immutable. */
public record ByteRanges(List<ByteRange> list) implements Serializable {
  public static final ByteRanges ALL = new ByteRanges(List.of(ByteRange.ALL));
  public static final ByteRanges NONE = new ByteRanges(List.of());

  public ByteRanges {
    list = List.copyOf(list);
  }

  /** Any ranges, in any order. */
  static ByteRanges of(List<ByteRange> ranges) {
    List<ByteRange> sorted = new ArrayList<>(ranges);
    sorted.sort((a, b) -> Arrays.compareUnsigned(a.start(), b.start()));
    List<ByteRange> merged = new ArrayList<>(sorted.size());
    ByteRange last = null;
    for (ByteRange range : sorted) {
      if (last != null
          && (last.stop().length == 0 || Arrays.compareUnsigned(range.start(), last.stop()) <= 0)) {
        if (isBelow(last.stop(), range.stop())) {
          last = new ByteRange(last.start(), range.stop());
        }
      } else {
        if (last != null) {
          merged.add(last);
        }
        last = range;
      }
    }
    if (last != null) {
      merged.add(last);
    }
    return new ByteRanges(merged);
  }

  static ByteRanges of(ByteRange range) {
    return new ByteRanges(List.of(range));
  }

  /** What lies between, nothing if the stop is not above the start. */
  static ByteRanges between(byte[] start, byte[] stop) {
    return stop.length > 0 && Arrays.compareUnsigned(start, stop) >= 0
        ? NONE
        : of(new ByteRange(start, stop));
  }

  public boolean isAll() {
    return list.size() == 1 && list.get(0).isAll();
  }

  /** Of row keys: the rows. */
  public List<RowRange> rows() {
    return list.stream().map(range -> new RowRange(range.start(), range.stop())).toList();
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public boolean contains(byte[] bytes, int offset, int length) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      ByteRange range = list.get(middle);
      if (!range.isBeforeStop(bytes, offset, length)) {
        low = middle + 1;
      } else if (range.contains(bytes, offset, length)) {
        return true;
      } else {
        high = middle;
      }
    }
    return false;
  }

  public ByteRanges union(ByteRanges other) {
    List<ByteRange> both = new ArrayList<>(list);
    both.addAll(other.list);
    return of(both);
  }

  public ByteRanges intersect(ByteRanges other) {
    List<ByteRange> both = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < list.size() && j < other.list.size()) {
      ByteRange a = list.get(i);
      ByteRange b = other.list.get(j);
      byte[] start = Arrays.compareUnsigned(a.start(), b.start()) >= 0 ? a.start() : b.start();
      boolean firstEnds = isBelow(a.stop(), b.stop());
      byte[] stop = firstEnds ? a.stop() : b.stop();
      if (stop.length == 0 || Arrays.compareUnsigned(start, stop) < 0) {
        both.add(new ByteRange(start, stop));
      }
      if (firstEnds) {
        i++;
      } else {
        j++;
      }
    }
    return new ByteRanges(both);
  }

  ByteRanges complement() {
    List<ByteRange> rest = new ArrayList<>();
    byte[] start = ByteRange.OPEN;
    for (ByteRange range : list) {
      if (range.start().length > 0) {
        rest.add(new ByteRange(start, range.start()));
      }
      start = range.stop();
      if (start.length == 0) {
        return new ByteRanges(rest);
      }
    }
    rest.add(new ByteRange(start, ByteRange.OPEN));
    return new ByteRanges(rest);
  }

  /** Of two stops, of which an empty one is above all. */
  private static boolean isBelow(byte[] stop, byte[] other) {
    return stop.length > 0 && (other.length == 0 || Arrays.compareUnsigned(stop, other) < 0);
  }
}
