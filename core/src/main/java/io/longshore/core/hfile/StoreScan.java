package io.longshore.core.hfile;

import java.io.Serializable;
import java.util.List;

/**
 * What is wanted of a store.
 *
 * @param rules which cells
 * @param ranges of rows, in their order, without overlap
 * @param columns of the family
 */
public record StoreScan(CellRules rules, List<RowRange> ranges, Columns columns)
    implements Serializable {
  public StoreScan {
    RowRange last = null;
    for (RowRange range : ranges) {
      if (range.isEmpty() || last != null && !range.isBehind(last)) {
        throw new IllegalArgumentException(
            "A range of rows is empty, or not behind the one before");
      }
      last = range;
    }
  }

  /** All rows and columns. */
  public static StoreScan of(CellRules rules) {
    return new StoreScan(rules, List.of(RowRange.ALL), Columns.ALL);
  }
}
