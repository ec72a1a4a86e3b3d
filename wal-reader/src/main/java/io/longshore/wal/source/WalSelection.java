package io.longshore.wal.source;

import io.longshore.wal.hbase.WalFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The WALs that may hold wanted entries.
 *
 * @param files in the order they were listed
 * @param skipped how many others there are
 */
record WalSelection(List<WalFile> files, int skipped) {
  private static final long LATEST = Long.MAX_VALUE / WalRowWriter.MICROS_PER_MILLI;

  /**
   * Drops WALs by their names. A WAL's number is when it was begun: its entries were not written
   * before, nor after its server began the next one.
   *
   * @param listed all there are, in the order of their numbers
   * @param skew how wrong both may be, in milliseconds
   */
  static WalSelection of(List<WalFile> listed, WalFilter filter, long skew) {
    List<WalFile> files = new ArrayList<>();
    Map<String, Long> next = new HashMap<>();
    for (int i = listed.size() - 1; i >= 0; i--) {
      WalFile wal = listed.get(i);
      long end = next.getOrDefault(wal.series(), LATEST);
      next.put(wal.series(), wal.number());
      Range micros =
          new Range(
              (Math.min(LATEST, wal.number()) - skew) * WalRowWriter.MICROS_PER_MILLI,
              Math.min(LATEST, end + skew) * WalRowWriter.MICROS_PER_MILLI);
      if (filter.wantsFile(wal.server(), wal.name()) && filter.writeTimes().overlaps(micros)) {
        files.add(0, wal);
      }
    }
    return new WalSelection(List.copyOf(files), listed.size() - files.size());
  }

  /** What there is to read, in bytes; less for WALs in use, whose lengths are not known. */
  long bytes() {
    return files.stream().mapToLong(WalFile::length).sum();
  }
}
