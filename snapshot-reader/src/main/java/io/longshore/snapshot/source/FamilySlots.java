package io.longshore.snapshot.source;

import io.longshore.core.hfile.StoredCell;
import io.longshore.snapshot.scan.Column;
import io.longshore.snapshot.scan.ColumnSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.hbase.CellUtil;

/** Which columns of a mapping the cells of one family are for. */
final class FamilySlots {
  private final byte[][] qualifiers;

  /** The columns of each qualifier. */
  private final int[][] columns;

  /** Columns that are the whole family. */
  private final int[] whole;

  private int at;

  /** The first cell of the last qualifier, where a column is the whole family. */
  private StoredCell before;

  /**
   * @param needed the indexes of the columns that are read
   */
  FamilySlots(String family, List<Column> mapping, Iterable<Integer> needed) {
    Map<byte[], List<Integer>> byQualifier = new TreeMap<>(Arrays::compareUnsigned);
    List<Integer> all = new ArrayList<>();
    for (int index : needed) {
      ColumnSource source = mapping.get(index).source();
      if (source instanceof ColumnSource.Cell cell && cell.family().equals(family)) {
        byQualifier.computeIfAbsent(cell.qualifierBytes(), none -> new ArrayList<>()).add(index);
      } else if (source instanceof ColumnSource.Family map && map.family().equals(family)) {
        all.add(index);
      }
    }
    qualifiers = byQualifier.keySet().toArray(byte[][]::new);
    columns = byQualifier.values().stream().map(FamilySlots::array).toArray(int[][]::new);
    whole = array(all);
  }

  boolean isEmpty() {
    return qualifiers.length == 0 && whole.length == 0;
  }

  void beginRow() {
    at = 0;
    before = null;
  }

  /** Hands a cell to its columns; cells come in their order. */
  void take(StoredCell cell, RowValues row) {
    if (whole.length > 0) {
      // Of a map's entry the newest version, though an array may want them all.
      if (before == null || !CellUtil.matchingQualifier(cell, before)) {
        for (int column : whole) {
          row.put(column, cell);
        }
        before = cell.copy();
      }
    }
    byte[] array = cell.getQualifierArray();
    int from = cell.getQualifierOffset();
    int to = from + cell.getQualifierLength();
    while (at < qualifiers.length) {
      byte[] wanted = qualifiers[at];
      if (Arrays.equals(array, from, to, wanted, 0, wanted.length)) {
        for (int column : columns[at]) {
          row.put(column, cell);
        }
        return;
      }
      if (Arrays.compareUnsigned(array, from, to, wanted, 0, wanted.length) < 0) {
        return;
      }
      at++;
    }
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
