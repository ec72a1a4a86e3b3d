package io.longshore.core.image;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Up to which sequence id a region had written at which moments.
 *
 * @param table its name
 * @param region its encoded name
 * @param seconds since 1970, ascending: each the last second of a step of time in which something
 *     was written
 * @param sequences the highest sequence id at each, ascending
 */
public record Moments(String table, String region, long[] seconds, long[] sequences)
    implements Serializable {

  /** The highest sequence id of all. */
  public long highest() {
    return sequences.length == 0 ? 0 : sequences[sequences.length - 1];
  }

  /**
   * Puts together what several WALs say. Where clocks differ, and a later sequence id has an
   * earlier time, the time of the earlier id is taken for both.
   *
   * @return one a region, ordered by table and region
   */
  public static List<Moments> merge(List<Moments> parts) {
    Map<String, List<Moments>> byRegion = new TreeMap<>();
    for (Moments part : parts) {
      byRegion
          .computeIfAbsent(part.table() + " " + part.region(), key -> new ArrayList<>())
          .add(part);
    }
    return byRegion.values().stream().map(Moments::mergeRegion).toList();
  }

  private static Moments mergeRegion(List<Moments> parts) {
    TreeMap<Long, Long> secondOfSequence = new TreeMap<>();
    for (Moments part : parts) {
      for (int i = 0; i < part.sequences().length; i++) {
        secondOfSequence.merge(part.sequences()[i], part.seconds()[i], Math::max);
      }
    }
    TreeMap<Long, Long> sequenceOfSecond = new TreeMap<>();
    long latest = Long.MIN_VALUE;
    for (Map.Entry<Long, Long> each : secondOfSequence.entrySet()) {
      latest = Math.max(latest, each.getValue());
      sequenceOfSecond.merge(latest, each.getKey(), Math::max);
    }
    return new Moments(
        parts.get(0).table(),
        parts.get(0).region(),
        sequenceOfSecond.keySet().stream().mapToLong(Long::longValue).toArray(),
        sequenceOfSecond.values().stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Moments same
        && table.equals(same.table)
        && region.equals(same.region)
        && Arrays.equals(seconds, same.seconds)
        && Arrays.equals(sequences, same.sequences);
  }

  @Override
  public int hashCode() {
    return Objects.hash(table, region, Arrays.hashCode(seconds), Arrays.hashCode(sequences));
  }
}
