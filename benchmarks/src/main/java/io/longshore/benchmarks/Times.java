package io.longshore.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long each contestant took, run by run. */
final class Times {
  static final String OURS = "ours";
  static final String STOCK = "stock";
  static final String FLOOR = "floor";

  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

  void add(String who, double each) {
    seconds.computeIfAbsent(who, name -> new ArrayList<>()).add(each);
  }

  /** The median in seconds; not a number where that contestant did not run. */
  double median(String who) {
    List<Double> sorted = new ArrayList<>(seconds.getOrDefault(who, List.of()));
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    sorted.sort(null);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** How many times as fast as another we are. */
  double times(String other) {
    return median(other) / median(OURS);
  }

  String seconds(String who) {
    return seconds.containsKey(who) ? String.format(Locale.ROOT, "%.2f s", median(who)) : "";
  }

  String ratio(String other) {
    return seconds.containsKey(other) ? String.format(Locale.ROOT, "%.2f", times(other)) : "";
  }
}
