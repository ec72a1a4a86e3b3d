package io.longshore.snapshot.source;

import io.longshore.core.hfile.StoredCell;
import io.longshore.snapshot.scan.ColumnSource;
import io.longshore.snapshot.scan.KeyLayout;
import io.longshore.snapshot.scan.ValuePredicates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hbase.Cell;

/** Where the bytes of one row's columns lie: nothing is decoded nor copied. */
final class RowValues implements ValuePredicates.Row {
  private final KeyLayout layout;
  private final byte[][] arrays;
  private final int[] offsets;
  private final int[] lengths;
  private final long[] timestamps;

  /** The cells of columns that have several; null for others. */
  private final List<Cell>[] cells;

  private final int[] starts;
  private final int[] ends;
  private byte[] row;
  private int rowOffset;
  private int rowLength;

  @SuppressWarnings({"unchecked", "rawtypes"})
  RowValues(ScanPlan plan, KeyLayout layout) {
    this.layout = layout;
    int columns = plan.mapping().columns().size();
    arrays = new byte[columns][];
    offsets = new int[columns];
    lengths = new int[columns];
    timestamps = new long[columns];
    cells = new List[columns];
    for (int i = 0; i < columns; i++) {
      ColumnSource source = plan.column(i).source();
      boolean several =
          source instanceof ColumnSource.Family
              || source instanceof ColumnSource.Cell cell
                  && cell.part() == ColumnSource.Part.VERSIONS;
      cells[i] = several ? new ArrayList<>() : null;
    }
    starts = new int[layout.pieces()];
    ends = new int[layout.pieces()];
  }

  /** Begins the row of a cell. */
  void begin(Cell cell) {
    row = cell.getRowArray();
    rowOffset = cell.getRowOffset();
    rowLength = cell.getRowLength();
    Arrays.fill(arrays, null);
    for (List<Cell> several : cells) {
      if (several != null) {
        several.clear();
      }
    }
    layout.split(row, rowOffset, rowLength, starts, ends);
    for (int i = 0; i < starts.length; i++) {
      int column = layout.column(i);
      if (starts[i] >= 0) {
        arrays[column] = row;
        offsets[column] = starts[i];
        lengths[column] = ends[i] - starts[i];
      }
    }
  }

  /** Gives a column a cell; of a column that has one only the first counts, which is the newest. */
  void put(int column, StoredCell cell) {
    if (arrays[column] == null) {
      arrays[column] = cell.getValueArray();
      offsets[column] = cell.getValueOffset();
      lengths[column] = cell.getValueLength();
      timestamps[column] = cell.getTimestamp();
    }
    if (cells[column] != null) {
      cells[column].add(cell.copy());
    }
  }

  @Override
  public byte[] array(int column) {
    return arrays[column];
  }

  @Override
  public int offset(int column) {
    return offsets[column];
  }

  @Override
  public int length(int column) {
    return lengths[column];
  }

  /** Of the newest cell of a column that has any. */
  long timestamp(int column) {
    return timestamps[column];
  }

  /** All cells of a column that has several. */
  List<Cell> cells(int column) {
    return cells[column];
  }

  /** Where a piece of the key begins, -1 if the key leaves it out. */
  int start(int piece) {
    return starts[piece];
  }

  int end(int piece) {
    return ends[piece];
  }

  byte[] row() {
    return row;
  }

  int rowOffset() {
    return rowOffset;
  }

  int rowLength() {
    return rowLength;
  }

  /** A copy of the row key. */
  byte[] rowKey() {
    return Arrays.copyOfRange(row, rowOffset, rowOffset + rowLength);
  }
}
