package io.longshore.jobs.copy;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.FilePart;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who copies what: tasks even in bytes, the largest pieces first. Decides only; copies nothing.
 *
 * @param tasks each a list of units; none is empty
 */
public record CopyPlan(List<Task> tasks) {
  /** What a small file costs beside its bytes, measured in bytes a local copy moves meanwhile. */
  static final long COST_OF_A_FILE = 256 << 10;

  private static final Comparator<Bin> HEAVIEST_FIRST =
      Comparator.<Bin>comparingLong(bin -> bin.cost).reversed();

  /**
   * What one Spark task does.
   *
   * @param units largest first
   * @param host that has some of each unit on its disks; empty where none is known
   */
  record Task(ArrayList<CopyUnit> units, long cost, String host) implements Serializable {
    List<String> hosts() {
      return host.isEmpty() ? List.of() : List.of(host);
    }
  }

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
    return of(units, most, unit -> List.of());
  }

  /**
   * The same, but a task's units lie on one host where their hosts are known. Each unit goes to the
   * host of its own that has least to do, and each host has tasks by what it has to do.
   *
   * @param most how many tasks at most
   * @param hosts that have the bytes of a unit on their disks
   */
  static CopyPlan of(List<CopyUnit> units, int most, Function<CopyUnit, List<String>> hosts) {
    List<Bin> byCost = byHost(largestFirst(units), most, hosts);
    List<Bin> tasks = new ArrayList<>();
    long costLeft = cost(units);
    int tasksLeft = most;
    int hostsLeft = byCost.size();
    for (Bin host : byCost) {
      hostsLeft--;
      long share = Math.round((double) tasksLeft * host.cost / costLeft);
      int count = (int) Math.max(1, Math.min(share, tasksLeft - hostsLeft));
      List<Bin> spread = spread(host, Math.min(count, host.units.size()));
      tasks.addAll(spread);
      tasksLeft -= spread.size();
      costLeft -= host.cost;
    }
    return new CopyPlan(tasks.stream().sorted(HEAVIEST_FIRST).map(Bin::toTask).toList());
  }

  /** A bin a host, the heaviest first; what is left when there are too many is of no host. */
  private static List<Bin> byHost(
      List<CopyUnit> units, int most, Function<CopyUnit, List<String>> hosts) {
    Map<String, Bin> bins = new HashMap<>();
    for (CopyUnit unit : units) {
      List<String> near = hosts.apply(unit);
      (near.isEmpty() ? Stream.of("") : near.stream())
          .map(host -> bins.computeIfAbsent(host, Bin::new))
          .min(Comparator.<Bin>comparingLong(bin -> bin.cost).thenComparing(bin -> bin.host))
          .orElseThrow()
          .add(unit);
    }
    List<Bin> byCost = new ArrayList<>(bins.values());
    byCost.removeIf(bin -> bin.units.isEmpty());
    byCost.sort(HEAVIEST_FIRST.thenComparing(bin -> bin.host));
    if (byCost.size() <= most) {
      return byCost;
    }
    Bin rest = new Bin("");
    byCost.subList(most - 1, byCost.size()).forEach(bin -> bin.units.forEach(rest::add));
    List<Bin> fewer = new ArrayList<>(byCost.subList(0, most - 1));
    fewer.add(rest);
    return fewer;
  }

  private static List<Bin> spread(Bin host, int count) {
    PriorityQueue<Bin> bins = new PriorityQueue<>(Comparator.comparingLong(bin -> bin.cost));
    for (int i = 0; i < count; i++) {
      bins.add(new Bin(host.host));
    }
    for (CopyUnit unit : largestFirst(host.units)) {
      Bin least = bins.remove();
      least.add(unit);
      bins.add(least);
    }
    return List.copyOf(bins);
  }

  private static List<CopyUnit> largestFirst(List<CopyUnit> units) {
    List<CopyUnit> sorted = new ArrayList<>(units);
    sorted.sort(Comparator.comparingLong(CopyUnit::cost).reversed());
    return sorted;
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
    private final String host;
    private long cost;

    private Bin(String host) {
      this.host = host;
    }

    private void add(CopyUnit unit) {
      units.add(unit);
      cost += unit.cost();
    }

    private Task toTask() {
      return new Task(units, cost, host);
    }
  }
}
