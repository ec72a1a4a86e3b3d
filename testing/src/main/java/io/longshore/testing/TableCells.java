package io.longshore.testing;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.Cell;

/**
 * The cells of a table, in HBase's order.
 *
 * @param cells in the order a scan returns them
 */
public record TableCells(List<Cell> cells) {
  public TableCells {
    cells = List.copyOf(cells);
  }

  /** How many cells there are, delete markers included. */
  public int size() {
    return cells.size();
  }

  /**
   * The first cell in which the two differ, as a text that gives row, family, qualifier, timestamp,
   * type and what differs; empty if they hold the same cells. This is "left" in the text.
   */
  public Optional<String> firstDifference(TableCells right) {
    int length = Math.max(size(), right.size());
    for (int i = 0; i < length; i++) {
      Cell leftCell = i < size() ? cells.get(i) : null;
      Cell rightCell = i < right.size() ? right.cells.get(i) : null;
      if (!CellDifference.same(leftCell, rightCell)) {
        return Optional.of(CellDifference.describe(i, leftCell, rightCell));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "TableCells[" + size() + " cells]";
  }
}
