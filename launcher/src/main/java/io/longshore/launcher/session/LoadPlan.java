package io.longshore.launcher.session;

import io.longshore.core.hfile.HFileSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * In which bulk loads the files of one image go into a table, one load after the other. HBase gives
 * all files of a load one sequence id, so of two files that may hold the same cell the one with the
 * higher ids of its own goes into a later load. That is one load where nothing was bulk-loaded.
 *
 * @param loads each a family's name to its files
 */
record LoadPlan(List<Map<String, List<Path>>> loads) {
  /** What HBase takes a region and family by default. */
  private static final int MOST_FILES_A_REGION = 32;

  /**
   * A file to be loaded.
   *
   * @param family its name
   */
  record File(Path path, String family, HFileSummary summary) {
    private long sequence() {
      // Stock's files out of WALs do not say: they are older than the bulk loads beside them.
      return summary.sequence().orElse(Long.MIN_VALUE);
    }
  }

  /**
   * @param startKeys of the table's regions, sorted, the first empty
   */
  static LoadPlan of(List<File> files, List<byte[]> startKeys) {
    List<File> sorted = new ArrayList<>(files);
    sorted.removeIf(file -> file.summary().firstRow() == null);
    sorted.sort(Comparator.comparingLong(File::sequence));
    Map<File, Integer> rounds = new HashMap<>();
    TreeMap<Integer, List<File>> byRound = new TreeMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      File file = sorted.get(i);
      int round = 0;
      for (int j = 0; j < i; j++) {
        File earlier = sorted.get(j);
        if (rounds.get(earlier) >= round
            && earlier.family().equals(file.family())
            && earlier.summary().overlaps(file.summary())) {
          round = rounds.get(earlier) + 1;
        }
      }
      rounds.put(file, round);
      byRound.computeIfAbsent(round, key -> new ArrayList<>()).add(file);
    }
    List<Map<String, List<Path>>> loads = new ArrayList<>();
    byRound.values().forEach(round -> loads.addAll(split(round, startKeys)));
    return new LoadPlan(loads);
  }

  /** Files that have no row in common may be loaded in any order. */
  private static List<Map<String, List<Path>>> split(List<File> round, List<byte[]> startKeys) {
    List<Map<String, List<Path>>> loads = new ArrayList<>();
    Map<String, Integer> inStore = new HashMap<>();
    for (File file : round) {
      int load = 0;
      int last = region(startKeys, file.summary().lastRow());
      for (int region = region(startKeys, file.summary().firstRow()); region <= last; region++) {
        int before = inStore.merge(file.family() + " " + region, 1, Integer::sum) - 1;
        load = Math.max(load, before / MOST_FILES_A_REGION);
      }
      while (loads.size() <= load) {
        loads.add(new TreeMap<>());
      }
      loads.get(load).computeIfAbsent(file.family(), key -> new ArrayList<>()).add(file.path());
    }
    return loads;
  }

  private static int region(List<byte[]> startKeys, byte[] row) {
    int region = 0;
    for (int i = 0; i < startKeys.size(); i++) {
      if (Bytes.compareTo(startKeys.get(i), row) <= 0) {
        region = i;
      }
    }
    return region;
  }
}
