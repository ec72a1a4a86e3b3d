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
    private boolean isBulkLoaded() {
      return path.getName().contains("_SeqId_");
    }

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
    // A cell may have the sequence id of a bulk load into another region of the same rows' past:
    // then it was counted as before the load.
    sorted.sort(Comparator.comparingLong(File::sequence).thenComparing(File::isBulkLoaded));
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
    List<Map<String, Integer>> filesOfStores = new ArrayList<>();
    for (File file : round) {
      List<String> stores = stores(file, startKeys);
      int load = 0;
      while (load < loads.size() && isFull(filesOfStores.get(load), stores)) {
        load++;
      }
      if (load == loads.size()) {
        loads.add(new TreeMap<>());
        filesOfStores.add(new HashMap<>());
      }
      for (String store : stores) {
        filesOfStores.get(load).merge(store, 1, Integer::sum);
      }
      loads.get(load).computeIfAbsent(file.family(), key -> new ArrayList<>()).add(file.path());
    }
    return loads;
  }

  /** Whether a load has as many files of one of the stores as HBase takes. */
  private static boolean isFull(Map<String, Integer> filesOfStores, List<String> stores) {
    return stores.stream()
        .anyMatch(store -> filesOfStores.getOrDefault(store, 0) >= MOST_FILES_A_REGION);
  }

  /** A name for each region and family that a file has rows of. */
  private static List<String> stores(File file, List<byte[]> startKeys) {
    List<String> stores = new ArrayList<>();
    int last = region(startKeys, file.summary().lastRow());
    for (int region = region(startKeys, file.summary().firstRow()); region <= last; region++) {
      stores.add(file.family() + " " + region);
    }
    return stores;
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
