package io.longshore.core.hfile;

/** Which columns are wanted, followed through a row's columns in their order. */
final class WantedColumns {
  private final byte[][] qualifiers;
  private final boolean everyRow;
  private int next;

  WantedColumns(Columns columns) {
    this.qualifiers =
        columns.qualifiers() == null ? null : columns.qualifiers().toArray(byte[][]::new);
    this.everyRow = columns.everyRow();
  }

  /** Whether the first cell of a row is returned, whatever its column. */
  boolean wantsEveryRow() {
    return everyRow;
  }

  void beginRow() {
    next = 0;
  }

  /** Whether the column of a cell is wanted; it comes behind those asked for before in its row. */
  boolean has(StoredCell cell) {
    if (qualifiers == null) {
      return true;
    }
    while (next < qualifiers.length) {
      byte[] wanted = qualifiers[next];
      int order = cell.compareQualifier(wanted);
      if (order <= 0) {
        return order == 0;
      }
      next++;
    }
    return false;
  }

  /** Whether no column behind those asked for is wanted. */
  boolean isOver() {
    return qualifiers != null && next == qualifiers.length;
  }

  /** The first wanted one that is not before the column asked for last; null where all are. */
  byte[] nextQualifier() {
    return qualifiers == null ? null : qualifiers[next];
  }
}
