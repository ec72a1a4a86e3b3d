package io.longshore.jobs.merge;

import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.hbase.TableRegion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of each file of a table: one that has no row in common with another is copied as it
 * is, the rest is merged.
 *
 * @param copies each file once
 * @param merges files whose rows overlap, one family each, with the rows that they have in common
 *     with their region
 */
record MergePlan(List<Copy> copies, TableFiles merges) {
  /**
   * A file that is copied.
   *
   * @param region in which it lies
   */
  record Copy(String region, String family, StoreFile file) {}

  /**
   * The files whose rows have to be known. A store that has only what a full image has in it needs
   * no look.
   */
  static Set<StoreFile> unknown(MergeInput input) {
    Set<StoreFile> unknown = new LinkedHashSet<>();
    for (TableRegion region : input.files().regions()) {
      for (List<StoreFile> files : region.families().values()) {
        if (!isUntouched(files)) {
          unknown.addAll(files);
        }
      }
    }
    return unknown;
  }

  private static boolean isUntouched(List<StoreFile> files) {
    return files.size() == 1 && files.get(0).layer() == 0 && files.get(0).isWhole();
  }

  /**
   * @param rewrite whether every cell has to be looked at
   * @param rows which rows each of the {@link #unknown} files has; null of one that has none
   */
  static MergePlan of(MergeInput input, boolean rewrite, Map<StoreFile, RowRange> rows) {
    List<Group> groups = new ArrayList<>();
    for (TableRegion region : input.files().regions()) {
      for (Map.Entry<String, List<StoreFile>> family : region.families().entrySet()) {
        groups.addAll(groups(region, family.getKey(), family.getValue(), rows));
      }
    }
    Set<StoreFile> merged = new HashSet<>();
    for (Group group : groups) {
      if (rewrite || !group.isAlone(input.full())) {
        merged.addAll(group.files());
      }
    }
    Map<StoreFile, Copy> copies = new HashMap<>();
    List<TableRegion> merges = new ArrayList<>();
    for (Group group : groups) {
      StoreFile first = group.files().get(0);
      // A file in two regions is copied only if it is alone in both.
      if (group.files().size() == 1 && !merged.contains(first)) {
        copies.putIfAbsent(first, new Copy(group.region(), group.family(), first));
      } else {
        merges.add(
            new TableRegion(
                group.rows(), group.region(), Map.of(group.family(), List.copyOf(group.files()))));
      }
    }
    return new MergePlan(List.copyOf(copies.values()), input.files().withRegions(merges));
  }

  /**
   * Files of a store of which each has rows between those of another.
   *
   * @param rows of the files within the region
   * @param inside whether all rows of the files are the region's
   */
  private record Group(
      String region, String family, List<StoreFile> files, RowRange rows, boolean inside) {
    boolean isAlone(boolean full) {
      return files.size() == 1 && files.get(0).isWhole() && (inside || !full);
    }
  }

  /** A file and the rows of a region that it has. */
  private record Placed(StoreFile file, RowRange rows, boolean inside) {}

  private static List<Group> groups(
      TableRegion region, String family, List<StoreFile> files, Map<StoreFile, RowRange> rows) {
    List<Placed> placed = new ArrayList<>();
    for (StoreFile file : files) {
      RowRange all = isUntouched(files) ? region.rows() : rows.get(file);
      RowRange common = all == null ? null : all.intersect(region.rows());
      if (common != null && !common.isEmpty()) {
        placed.add(new Placed(file, common, common.equals(all)));
      }
    }
    placed.sort(
        Comparator.comparing((Placed each) -> each.rows().start(), Arrays::compareUnsigned));
    List<Group> groups = new ArrayList<>();
    for (Placed each : placed) {
      Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      if (last == null || each.rows().isBehind(last.rows())) {
        groups.add(
            new Group(
                region.encodedName(),
                family,
                new ArrayList<>(List.of(each.file())),
                each.rows(),
                each.inside()));
      } else {
        last.files().add(each.file());
        groups.set(
            groups.size() - 1,
            new Group(
                last.region(),
                last.family(),
                last.files(),
                last.rows().upTo(each.rows()),
                last.inside() && each.inside()));
      }
    }
    return groups;
  }
}
