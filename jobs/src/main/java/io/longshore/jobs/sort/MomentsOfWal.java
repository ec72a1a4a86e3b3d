package io.longshore.jobs.sort;

import io.longshore.core.image.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;

/** Collects what one WAL says about when its regions wrote what. */
final class MomentsOfWal {
  private final long step;
  private final Map<Bytes, Points> byRegion = new HashMap<>();
  private byte[] lastRegion = new byte[0];
  private Points lastPoints;

  /**
   * @param step in seconds
   */
  MomentsOfWal(long step) {
    this.step = step;
  }

  /**
   * Adds an entry.
   *
   * @param writeTime in milliseconds
   * @return the number of the step that the entry counts to: no region's goes back, though times do
   */
  long add(TableName table, byte[] region, long sequence, long writeTime) {
    if (!Arrays.equals(lastRegion, region)) {
      lastRegion = region;
      lastPoints = byRegion.computeIfAbsent(new Bytes(region), key -> new Points(table));
    }
    return lastPoints.add(Math.floorDiv(Math.floorDiv(writeTime, 1000L), step), sequence);
  }

  /** Adds a row of the entry that was added last. */
  void addRow(byte[] bytes, int offset, int length) {
    lastPoints.first = lesser(lastPoints.first, bytes, offset, length, 1);
    lastPoints.last = lesser(lastPoints.last, bytes, offset, length, -1);
  }

  private static byte[] lesser(byte[] one, byte[] bytes, int offset, int length, int sign) {
    return one == null
            || sign * Arrays.compareUnsigned(bytes, offset, offset + length, one, 0, one.length) < 0
        ? Arrays.copyOfRange(bytes, offset, offset + length)
        : one;
  }

  List<Moments> all() {
    List<Moments> all = new ArrayList<>();
    byRegion.forEach((region, points) -> all.add(points.moments(region.toString(), step)));
    return all;
  }

  private static final class Points {
    private final TableName table;
    private long[] steps = new long[4];
    private long[] sequences = new long[4];
    private int count;
    private byte[] first;
    private byte[] last;

    private Points(TableName table) {
      this.table = table;
    }

    private long add(long number, long sequence) {
      if (count == 0 || steps[count - 1] < number) {
        if (count == steps.length) {
          steps = Arrays.copyOf(steps, 2 * count);
          sequences = Arrays.copyOf(sequences, 2 * count);
        }
        steps[count] = number;
        sequences[count++] = sequence;
      } else {
        // Entries are not quite in the order of their sequence ids, nor of their times.
        sequences[count - 1] = Math.max(sequences[count - 1], sequence);
      }
      return steps[count - 1];
    }

    private Moments moments(String region, long step) {
      long[] seconds = new long[count];
      for (int i = 0; i < count; i++) {
        seconds[i] = steps[i] * step + step - 1;
      }
      return new Moments(
          table.getNameAsString(),
          region,
          first == null ? "" : Bytes.toStringBinary(first),
          last == null ? "" : Bytes.toStringBinary(last),
          step,
          seconds,
          Arrays.copyOf(sequences, count));
    }
  }
}
