package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.CellCodec;
import io.longshore.snapshot.scan.Column;
import io.longshore.snapshot.scan.ColumnSource;
import io.longshore.snapshot.scan.ColumnType;
import io.longshore.snapshot.scan.KeyLayout;
import io.longshore.snapshot.scan.MalformedValues;
import io.longshore.snapshot.scan.ValueTarget;

/** Decodes one value of a column out of a row; counts, or refuses, those that are malformed. */
final class ValueReader {
  private static final long MICROS = 1000;

  private final ScanPlan plan;
  private final KeyLayout layout;

  /** By the columns' index in the mapping; null of pieces of the key and of timestamps. */
  private final CellCodec[] codecs;

  private final int[] pieces;
  private final boolean[] isTimestamp;
  private final MalformedValues malformed;

  ValueReader(ScanPlan plan, KeyLayout layout) {
    this.plan = plan;
    this.layout = layout;
    this.malformed = new MalformedValues(plan.table(), plan.failFast());
    int columns = plan.mapping().columns().size();
    codecs = new CellCodec[columns];
    pieces = new int[columns];
    isTimestamp = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      Column column = plan.column(i);
      pieces[i] = layout.pieceOf(i);
      isTimestamp[i] =
          column.source() instanceof ColumnSource.Cell cell
              && cell.part() == ColumnSource.Part.TIMESTAMP;
      if (pieces[i] < 0 && !isTimestamp[i]) {
        codecs[i] = column.codec(plan.zone());
      }
    }
  }

  /** Puts the value of a column that has one at most. */
  void read(int column, RowValues row, ValueTarget target) {
    if (pieces[column] >= 0) {
      int piece = pieces[column];
      if (!layout.decode(piece, row.row(), row.start(piece), row.end(piece), target)) {
        malformed(column, row, target);
      }
    } else if (row.array(column) == null) {
      target.putNull();
    } else if (isTimestamp[column]) {
      long time = row.timestamp(column);
      target.putLong(
          plan.column(column).type() == ColumnType.Simple.TIMESTAMP ? micros(time) : time);
    } else {
      read(column, row, row.array(column), row.offset(column), row.length(column), target);
    }
  }

  /** Cells may have times that Spark cannot have: they are the last one that it can. */
  private static long micros(long millis) {
    return millis > Long.MAX_VALUE / MICROS ? Long.MAX_VALUE : millis * MICROS;
  }

  /** Puts one of the values of a column. */
  void read(int column, RowValues row, byte[] array, int offset, int length, ValueTarget target) {
    if (!codecs[column].decode(array, offset, length, target)) {
      malformed(column, row, array, offset, length, target);
    }
  }

  /** Is told of a malformed value of a column that has one at most. */
  void malformed(int column, RowValues row, ValueTarget target) {
    byte[] array = row.array(column);
    if (array == null) {
      malformed(column, row, row.row(), 0, 0, target);
    } else {
      malformed(column, row, array, row.offset(column), row.length(column), target);
    }
  }

  /** How many malformed values were put as nulls. */
  long malformed() {
    return malformed.count();
  }

  private void malformed(
      int column, RowValues row, byte[] array, int offset, int length, ValueTarget target) {
    malformed.found(
        plan.column(column),
        row.row(),
        row.rowOffset(),
        row.rowLength(),
        array,
        offset,
        length,
        target);
  }
}
