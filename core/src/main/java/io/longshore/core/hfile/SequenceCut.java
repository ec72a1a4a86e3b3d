package io.longshore.core.hfile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Which cells of a file had been written at a moment: of each row those up to a sequence id. HBase
 * numbers what is written to a row in its order, whatever regions the row comes through.
 */
public final class SequenceCut implements Serializable {
  private static final long serialVersionUID = 1;

  /** Where the bound changes, ascending; at first there is none. */
  private final byte[][] starts;

  /** From each start on, the highest sequence id that counts. */
  private final long[] sequences;

  private SequenceCut(List<byte[]> starts, List<Long> sequences) {
    this.starts = starts.toArray(byte[][]::new);
    this.sequences = sequences.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * How far a region had come.
   *
   * @param rows from the first that it wrote up to the last; not empty
   * @param sequence the highest id that it had given, 0 if none
   */
  public record Bound(RowRange rows, long sequence) {}

  /**
   * Puts bounds together. Of a row that several regions wrote, one after the other, the highest
   * counts; of a row that none wrote, no cell does.
   */
  public static SequenceCut of(List<Bound> bounds) {
    List<Bound> sorted = new ArrayList<>(bounds);
    sorted.sort(Comparator.comparing(bound -> bound.rows().start(), Arrays::compareUnsigned));
    TreeSet<byte[]> changes = new TreeSet<>(Arrays::compareUnsigned);
    for (Bound bound : sorted) {
      changes.add(bound.rows().start());
      if (bound.rows().stop().length > 0) {
        changes.add(bound.rows().stop());
      }
    }
    List<byte[]> starts = new ArrayList<>();
    List<Long> sequences = new ArrayList<>();
    PriorityQueue<Bound> open =
        new PriorityQueue<>(Comparator.comparingLong(Bound::sequence).reversed());
    int next = 0;
    long before = 0;
    for (byte[] row : changes) {
      while (next < sorted.size() && Arrays.equals(sorted.get(next).rows().start(), row)) {
        open.add(sorted.get(next++));
      }
      while (!open.isEmpty() && !open.peek().rows().contains(row)) {
        open.poll();
      }
      long highest = open.isEmpty() ? 0 : open.peek().sequence();
      if (highest != before) {
        starts.add(row);
        sequences.add(highest);
        before = highest;
      }
    }
    return new SequenceCut(starts, sequences);
  }

  /** Looks rows up one after the other, which mostly are near each other. */
  final class Lookup {
    private int place = -1;

    /** Whether a cell counts. */
    boolean has(StoredCell cell) {
      if (place >= 0 && cell.compareRow(starts[place]) < 0
          || place + 1 < starts.length && cell.compareRow(starts[place + 1]) >= 0) {
        find(cell);
      }
      return cell.getSequenceId() <= (place < 0 ? 0 : sequences[place]);
    }

    private void find(StoredCell cell) {
      int low = 0;
      int high = starts.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (cell.compareRow(starts[middle]) < 0) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      place = low - 1;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SequenceCut cut
        && Arrays.deepEquals(starts, cut.starts)
        && Arrays.equals(sequences, cut.sequences);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(starts) + Arrays.hashCode(sequences);
  }
}
