package io.longshore.snapshot.scan;

import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.hbase.TableRegion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a table into splits of about as many bytes each. Large regions are cut at rows that the
 * indexes of their files name; small ones share a split. Splits, and the pieces of each, are in the
 * order of their rows.
 *
 * @param size of a split in bytes
 * @param openCost what opening a file is worth, in bytes
 * @param keys reads the rows of a file's index
 */
public record SplitPlanner(long size, long openCost, IndexRows keys) {
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

  /**
   * @param ranges wanted, in their order
   * @param families wanted
   */
  public List<List<Piece>> plan(TableFiles table, List<RowRange> ranges, Set<String> families)
      throws IOException {
    List<List<Piece>> splits = new ArrayList<>();
    List<Piece> open = new ArrayList<>();
    long openBytes = 0;
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
      for (Piece piece : pieces(region, wanted)) {
        long cost = piece.bytes() + openCost * files(region);
        if (!open.isEmpty() && openBytes + cost > size) {
          splits.add(open);
          open = new ArrayList<>();
          openBytes = 0;
        }
        open.add(piece);
        openBytes += cost;
      }
    }
    if (!open.isEmpty()) {
      splits.add(open);
    }
    return splits;
  }

  private static List<RowRange> overlapping(RowRange rows, List<RowRange> ranges, int first) {
    int behind = first;
    while (behind < ranges.size() && !ranges.get(behind).isBehind(rows)) {
      behind++;
    }
    return rows.cut(ranges.subList(first, behind));
  }

  private List<Piece> pieces(TableRegion region, List<RowRange> wanted) throws IOException {
    long bytes = region.bytes();
    if (bytes <= size * SLACK) {
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
    int parts = (int) Math.max(1, Math.ceil(wantedBytes / (double) size));
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
