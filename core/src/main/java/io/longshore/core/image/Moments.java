package io.longshore.core.image;

import io.longshore.core.hfile.RowRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Up to which sequence id a region had written at which moments.
 *
 * @param table its name
 * @param region its encoded name
 * @param firstRow the first of the rows that it wrote, as {@code Bytes.toStringBinary} writes it;
 *     empty if none of them is wanted, null where that is not known
 * @param lastRow the last one
 * @param step how fine moments are told apart, in seconds
 * @param seconds since 1970, ascending: each the last second of a step of time in which something
 *     was written
 * @param sequences the highest sequence id at each, ascending
 */
public record Moments(
    String table,
    String region,
    String firstRow,
    String lastRow,
    long step,
    long[] seconds,
    long[] sequences)
    implements Serializable {

  /** Whether it is known which rows were written. */
  public boolean tellsRows() {
    return firstRow != null && lastRow != null && step > 0;
  }

  /** The rows from the first that it wrote up to the last, if they are known. */
  public Optional<RowRange> rows() {
    if (!tellsRows() || firstRow.isEmpty()) {
      return Optional.empty();
    }
    byte[] last = Bytes.toBytesBinary(lastRow);
    return Optional.of(
        new RowRange(Bytes.toBytesBinary(firstRow), Arrays.copyOf(last, last.length + 1)));
  }

  /**
   * The highest sequence id at a moment; 0 if it had written nothing.
   *
   * @param milliseconds since 1970
   */
  public long reachedAt(long milliseconds) {
    int count = 0;
    while (count < seconds.length && endOf(seconds[count]) <= milliseconds) {
      count++;
    }
    return count == 0 ? 0 : sequences[count - 1];
  }

  /** Whether something was written after a moment, or in the step of time that it is in. */
  public boolean isAfter(long milliseconds) {
    return end() > milliseconds;
  }

  /**
   * The last moment, not behind another, that is told apart from what came after it: that one,
   * unless something was written in the step of time that it is in.
   */
  public long reached(long milliseconds) {
    for (long second : seconds) {
      if (endOf(second) > milliseconds) {
        long begin = endOf(second) + 1 - 1000 * step;
        return begin <= milliseconds ? begin - 1 : milliseconds;
      }
    }
    return milliseconds;
  }

  /** The last moment at which something was written, or a little later. */
  public long end() {
    return seconds.length == 0 ? Long.MIN_VALUE : endOf(seconds[seconds.length - 1]);
  }

  private static long endOf(long second) {
    return 1000 * second + 999;
  }

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
    Moments first = parts.get(0);
    boolean known = parts.stream().allMatch(Moments::tellsRows);
    Optional<RowRange> rows =
        parts.stream().flatMap(each -> each.rows().stream()).reduce(RowRange::around);
    return new Moments(
        first.table(),
        first.region(),
        known ? rows.map(each -> Bytes.toStringBinary(each.start())).orElse("") : null,
        known ? rows.map(Moments::last).orElse("") : null,
        parts.stream().mapToLong(Moments::step).max().orElse(0),
        sequenceOfSecond.keySet().stream().mapToLong(Long::longValue).toArray(),
        sequenceOfSecond.values().stream().mapToLong(Long::longValue).toArray());
  }

  private static String last(RowRange rows) {
    return Bytes.toStringBinary(rows.stop(), 0, rows.stop().length - 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Moments same
        && table.equals(same.table)
        && region.equals(same.region)
        && Objects.equals(firstRow, same.firstRow)
        && Objects.equals(lastRow, same.lastRow)
        && step == same.step
        && Arrays.equals(seconds, same.seconds)
        && Arrays.equals(sequences, same.sequences);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        table,
        region,
        firstRow,
        lastRow,
        step,
        Arrays.hashCode(seconds),
        Arrays.hashCode(sequences));
  }
}
