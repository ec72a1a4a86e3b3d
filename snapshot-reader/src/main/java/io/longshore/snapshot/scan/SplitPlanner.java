package io.longshore.snapshot.scan;

import io.longshore.core.copy.ManyFiles;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.hbase.TableRegion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cuts a table into splits of about as many bytes each. Large regions are cut at rows that the
 * indexes of their files name; small ones share a split. Splits, and the pieces of each, are in the
 * order of their rows.
 *
 * @param size of a split in bytes; that of a table that would have too many is larger
 * @param openCost what opening a file is worth, in bytes
 * @param keys reads the rows of a file's index
 * @param hosts asks where a file's bytes are
 */
public record SplitPlanner(long size, long openCost, IndexRows keys, FileHosts hosts) {
  /** More tasks than these cost Spark's driver more than they help. */
  private static final int MOST_SPLITS = 10_000;

  /** As many as Spark names for a split of files. */
  private static final int MOST_HOSTS = 3;

  /** A region that is not much larger is not cut: its rest would be a small split. */
  private static final double SLACK = 1.3;

  /** Files below this share of their region say little about where its bytes lie. */
  private static final int SMALL_FILE = 16;

  /** Where the blocks of a file begin. */
  @FunctionalInterface
  public interface IndexRows {
    /** The rows in their order, about as many bytes between one and the next. */
    List<byte[]> of(StoreFile file) throws IOException;
  }

  /** On which hosts the blocks of a file are. */
  @FunctionalInterface
  public interface FileHosts {
    /** How many bytes of a part of the file each host has. */
    Map<String, Long> of(StoreFile file, long from, long length) throws IOException;
  }

  /** All of a table. */
  public List<Split> plan(TableFiles table) throws IOException {
    Set<String> families = new HashSet<>();
    table.regions().forEach(region -> families.addAll(region.families().keySet()));
    return plan(table, List.of(RowRange.ALL), families);
  }

  /**
   * @param ranges wanted, in their order
   * @param families wanted
   */
  public List<Split> plan(TableFiles table, List<RowRange> ranges, Set<String> families)
      throws IOException {
    long costs = table.bytes();
    for (TableRegion region : table.regions()) {
      costs += openCost * files(region);
    }
    long most = Math.max(size, costs / MOST_SPLITS);
    List<Split> splits = new ArrayList<>();
    List<Part> open = new ArrayList<>();
    long openBytes = 0;
    List<Wanted> wanted = wanted(table, ranges, families);
    for (List<Part> parts : ManyFiles.map(wanted, region -> parts(region, most))) {
      for (Part part : parts) {
        long cost = part.piece().bytes() + openCost * files(part.piece().region());
        if (!open.isEmpty() && openBytes + cost > most) {
          splits.add(split(open));
          open.clear();
          openBytes = 0;
        }
        open.add(part);
        openBytes += cost;
      }
    }
    if (!open.isEmpty()) {
      splits.add(split(open));
    }
    return splits;
  }

  /** What is wanted of a region. */
  private record Wanted(TableRegion region, List<RowRange> ranges) {}

  /** A piece, and how many bytes of it each host has. */
  private record Part(Piece piece, Map<String, Long> hosts) {}

  private static List<Wanted> wanted(
      TableFiles table, List<RowRange> ranges, Set<String> families) {
    List<Wanted> all = new ArrayList<>();
    int passed = 0;
    for (TableRegion whole : table.regions()) {
      // Both are in their order.
      while (passed < ranges.size() && whole.rows().isBehind(ranges.get(passed))) {
        passed++;
      }
      List<RowRange> wanted = overlapping(whole.rows(), ranges, passed);
      TableRegion region = only(whole, families);
      if (wanted.isEmpty() || files(region) == 0) {
        continue;
      }
      all.add(new Wanted(region, wanted));
    }
    return all;
  }

  private List<Part> parts(Wanted wanted, long most) throws IOException {
    List<Piece> pieces = pieces(wanted.region(), wanted.ranges(), most);
    StoreFile largest = null;
    for (List<StoreFile> files : wanted.region().families().values()) {
      for (StoreFile file : files) {
        largest = largest == null || file.length() > largest.length() ? file : largest;
      }
    }
    List<Part> parts = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      // Its pieces are about even.
      long from = largest.length() * i / pieces.size();
      long behind = largest.length() * (i + 1) / pieces.size();
      parts.add(new Part(pieces.get(i), hosts.of(largest, from, behind - from)));
    }
    return parts;
  }

  private static Split split(List<Part> parts) {
    Map<String, Long> bytes = new TreeMap<>();
    for (Part part : parts) {
      part.hosts().forEach((host, more) -> bytes.merge(host, more, Long::sum));
    }
    List<String> hosts =
        bytes.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(MOST_HOSTS)
            .map(Map.Entry::getKey)
            .toList();
    return new Split(parts.stream().map(Part::piece).toList(), hosts);
  }

  private static List<RowRange> overlapping(RowRange rows, List<RowRange> ranges, int first) {
    int behind = first;
    while (behind < ranges.size() && !ranges.get(behind).isBehind(rows)) {
      behind++;
    }
    return rows.cut(ranges.subList(first, behind));
  }

  private List<Piece> pieces(TableRegion region, List<RowRange> wanted, long most)
      throws IOException {
    long bytes = region.bytes();
    if (bytes <= most * SLACK) {
      return List.of(new Piece(region, wanted, bytes));
    }
    List<IndexedRow> rows = rows(region, bytes);
    List<IndexedRow> inRange = new ArrayList<>();
    for (IndexedRow row : rows) {
      for (RowRange range : wanted) {
        if (range.contains(row.row())) {
          inRange.add(row);
          break;
        }
      }
    }
    long wantedBytes = inRange.stream().mapToLong(IndexedRow::bytes).sum();
    int parts = (int) Math.max(1, Math.ceil(wantedBytes / (double) most));
    List<Piece> pieces = new ArrayList<>();
    byte[] start = RowRange.START;
    long before = 0;
    int cuts = 1;
    for (IndexedRow row : inRange) {
      if (cuts < parts
          && before >= wantedBytes / parts * cuts
          && Arrays.compareUnsigned(row.row(), start) > 0) {
        add(region, new RowRange(start, row.row()).cut(wanted), wantedBytes / parts, pieces);
        start = row.row();
        cuts++;
      }
      before += row.bytes();
    }
    add(region, new RowRange(start, RowRange.END).cut(wanted), wantedBytes / parts, pieces);
    return pieces;
  }

  private static void add(
      TableRegion region, List<RowRange> ranges, long bytes, List<Piece> pieces) {
    if (!ranges.isEmpty()) {
      pieces.add(new Piece(region, ranges, bytes));
    }
  }

  /** A row of an index, and how many bytes it stands for. */
  private record IndexedRow(byte[] row, long bytes) {}

  private List<IndexedRow> rows(TableRegion region, long bytes) throws IOException {
    List<IndexedRow> rows = new ArrayList<>();
    for (List<StoreFile> files : region.families().values()) {
      for (StoreFile file : files) {
        if (file.length() >= bytes / SMALL_FILE) {
          List<byte[]> ofFile = keys.of(file);
          long each = ofFile.isEmpty() ? 0 : file.length() / ofFile.size();
          ofFile.forEach(row -> rows.add(new IndexedRow(row, each)));
        }
      }
    }
    rows.sort((one, other) -> Arrays.compareUnsigned(one.row(), other.row()));
    return rows;
  }

  private static TableRegion only(TableRegion region, Set<String> families) {
    Map<String, List<StoreFile>> wanted = new LinkedHashMap<>(region.families());
    wanted.keySet().retainAll(families);
    return new TableRegion(region.rows(), region.encodedName(), wanted);
  }

  private static int files(TableRegion region) {
    return region.families().values().stream().mapToInt(List::size).sum();
  }
}
