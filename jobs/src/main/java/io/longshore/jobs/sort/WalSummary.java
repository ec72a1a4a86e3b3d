package io.longshore.jobs.sort;

import io.longshore.core.image.Moments;
import io.longshore.wal.hbase.BulkLoadedFile;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was read of one WAL, or of a part of one.
 *
 * @param name of the file
 * @param path where it lay when it was listed
 * @param start of the part, 0 for all of it
 * @param server {@code host:port}
 * @param length in bytes
 * @param read how many bytes of it: all, but of a damaged one that was read as far as it goes
 * @param ending how it ended, as {@code WalEntries.Ending} names it, or {@link #DAMAGED}
 * @param entries of whatever table
 * @param cells that were wanted
 * @param skipped entries that were not, by what they were
 * @param moments what was written when
 * @param bulkLoads files that bulk loads brought in
 */
public record WalSummary(
    String name,
    String path,
    long start,
    String server,
    long length,
    long read,
    String ending,
    long entries,
    long cells,
    Map<String, Long> skipped,
    List<Moments> moments,
    List<BulkLoadedFile> bulkLoads)
    implements Serializable {
  public static final String DAMAGED = "DAMAGED";

  /** What was skipped of families that came after the settings by which WALs are sorted. */
  public static final String OTHER_FAMILIES = "cells of families that the table does not have";

  public boolean damaged() {
    return ending.equals(DAMAGED);
  }

  /** The same with less to keep. */
  public WalSummary withoutMoments() {
    return new WalSummary(
        name, path, start, server, length, read, ending, entries, cells, skipped, List.of(),
        bulkLoads);
  }

  /** Together with the part behind it. */
  WalSummary with(WalSummary behind) {
    Map<String, Long> all = new TreeMap<>(skipped);
    behind.skipped.forEach((kind, count) -> all.merge(kind, count, Long::sum));
    return new WalSummary(
        name,
        path,
        start,
        server,
        behind.length,
        behind.read,
        behind.ending,
        entries + behind.entries,
        cells + behind.cells,
        all,
        concat(moments, behind.moments),
        concat(bulkLoads, behind.bulkLoads));
  }

  private static <T> List<T> concat(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
