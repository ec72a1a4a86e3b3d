package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.snapshot.scan.CellCodec;
import io.longshore.snapshot.scan.Column;
import io.longshore.snapshot.scan.ColumnSource;
import io.longshore.snapshot.scan.ColumnType;
import io.longshore.snapshot.scan.KeyLayout;
import io.longshore.snapshot.scan.ValueTarget;
import java.util.Arrays;
import org.apache.hadoop.hbase.util.Bytes;

/** Decodes one value of a column out of a row; counts, or refuses, those that are malformed. */
final class ValueReader {
  private static final int SHOWN = 64;
  private static final long MICROS = 1000;

  private final ScanPlan plan;
  private final KeyLayout layout;

  /** By the columns' index in the mapping; null of pieces of the key and of timestamps. */
  private final CellCodec[] codecs;

  private final int[] pieces;
  private final boolean[] isTimestamp;
  private long malformed;

  ValueReader(ScanPlan plan, KeyLayout layout) {
    this.plan = plan;
    this.layout = layout;
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
        malformed(column, row);
        target.putNull();
      }
    } else if (row.array(column) == null) {
      target.putNull();
    } else if (isTimestamp[column]) {
      long time = row.timestamp(column);
      target.putLong(
          plan.column(column).type() == ColumnType.Simple.TIMESTAMP ? time * MICROS : time);
    } else {
      read(column, row, row.array(column), row.offset(column), row.length(column), target);
    }
  }

  /** Puts one of the values of a column. */
  void read(int column, RowValues row, byte[] array, int offset, int length, ValueTarget target) {
    if (!codecs[column].decode(array, offset, length, target)) {
      malformed(column, row, array, offset, length);
      target.putNull();
    }
  }

  /** Is told of the value of a column that has one at most. */
  void malformed(int column, RowValues row) {
    byte[] array = row.array(column);
    if (array == null) {
      malformed(column, row, row.row(), 0, 0);
    } else {
      malformed(column, row, array, row.offset(column), row.length(column));
    }
  }

  /** How many malformed values were put as nulls. */
  long malformed() {
    return malformed;
  }

  private void malformed(int column, RowValues row, byte[] array, int offset, int length) {
    malformed++;
    if (plan.failFast()) {
      throw Errors.malformedValue(
          plan.table(),
          Bytes.toStringBinary(row.rowKey()),
          plan.column(column).name(),
          plan.column(column).valueType().toString(),
          Bytes.toStringBinary(
              Arrays.copyOfRange(array, offset, offset + Math.min(SHOWN, length))));
    }
  }
}
