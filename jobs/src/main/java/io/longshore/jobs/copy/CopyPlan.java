package io.longshore.jobs.copy;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.FilePart;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Who copies what: tasks even in bytes, the largest pieces first. Decides only; copies nothing.
 *
 * @param tasks each a list of units; none is empty
 */
public record CopyPlan(List<Task> tasks) {
  /** What a small file costs beside its bytes, measured in bytes a local copy moves meanwhile. */
  static final long COST_OF_A_FILE = 256 << 10;

  /**
   * What one Spark task does.
   *
   * @param units largest first
   */
  record Task(ArrayList<CopyUnit> units, long cost) implements Serializable {}

  /** What units cost together. */
  static long cost(List<CopyUnit> units) {
    return units.stream().mapToLong(CopyUnit::cost).sum();
  }

  /**
   * Spreads units over tasks: each unit, largest first, goes to the task that has least to do.
   *
   * @param most how many tasks at most
   */
  static CopyPlan of(List<CopyUnit> units, int most) {
    List<CopyUnit> bySize = new ArrayList<>(units);
    bySize.sort(Comparator.comparingLong(CopyUnit::cost).reversed());
    int count = Math.min(most, bySize.size());
    PriorityQueue<Bin> bins = new PriorityQueue<>(Comparator.comparingLong(bin -> bin.cost));
    for (int i = 0; i < count; i++) {
      bins.add(new Bin());
    }
    for (CopyUnit unit : bySize) {
      Bin least = bins.remove();
      least.units.add(unit);
      least.cost += unit.cost();
      bins.add(least);
    }
    return new CopyPlan(
        bins.stream()
            .sorted(Comparator.comparingLong((Bin bin) -> bin.cost).reversed())
            .map(bin -> new Task(bin.units, bin.cost))
            .toList());
  }

  /**
   * Cuts a file that is not empty into even parts.
   *
   * @param partSize how long a part is at most
   */
  static List<FilePart> parts(CopyItem item, long partSize) {
    int count = Math.toIntExact((item.length() - 1) / partSize + 1);
    long least = item.length() / count;
    long longer = item.length() % count;
    List<FilePart> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(new FilePart(i, least * i + Math.min(i, longer), least + (i < longer ? 1 : 0)));
    }
    return parts;
  }

  private static final class Bin {
    private final ArrayList<CopyUnit> units = new ArrayList<>();
    private long cost;
  }
}
