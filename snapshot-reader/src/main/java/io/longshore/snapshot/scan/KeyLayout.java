package io.longshore.snapshot.scan;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * How the row keys of a table are made of pieces, one behind the other. Immutable, and safe for
 * several threads.
 *
 * <p>A piece ends after its length, where its encoding says so, or at its delimiter. The last piece
 * is all the rest. A key that has no more bytes for a piece leaves it out: in Phoenix that is null,
 * otherwise malformed. Where the length is too short, or no delimiter comes, a piece is all the
 * rest too, and those behind it are left out.
 */
public final class KeyLayout implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What ends strings, of hbase-spark and of Phoenix. */
  private static final int ZERO = 0;

  private final CellCodec[] codecs;
  private final int[] delimiters;
  private final boolean[] nullIfMissing;

  /**
   * Pieces of Phoenix that are inverted: 0xff ends them, also the last, but 0x00 if one is null.
   */
  private final boolean[] inverted;

  private final int[] columns;

  public KeyLayout(ColumnMapping mapping, ZoneId zone) {
    List<Column> keys = mapping.keyColumns();
    int pieces = keys.size();
    codecs = new CellCodec[pieces];
    delimiters = new int[pieces];
    nullIfMissing = new boolean[pieces];
    inverted = new boolean[pieces];
    columns = new int[pieces];
    for (int i = 0; i < pieces; i++) {
      Column column = keys.get(i);
      codecs[i] = column.codec(zone);
      delimiters[i] = delimiter(column);
      nullIfMissing[i] = column.encoding().format().isPhoenix();
      inverted[i] = nullIfMissing[i] && column.encoding().descending() && codecs[i].width() == 0;
      columns[i] = mapping.columns().indexOf(column);
    }
  }

  /** Refuses pieces, in the key's order, of which nobody could say where they end. */
  static void check(List<Column> keys) {
    for (int i = 0; i < keys.size(); i++) {
      Column column = keys.get(i);
      if (((ColumnSource.Key) column.source()).position() != i) {
        throw invalid("Two pieces of the row key, or none, are at position " + (i + 1) + ".");
      }
      boolean last = i == keys.size() - 1;
      if (!last && endsOpen(column)) {
        throw invalid(
            "The piece " + column.name() + " of the row key has no end, and others are behind it.");
      }
    }
  }

  private static LongshoreException invalid(String what) {
    return Errors.invalidMapping(
        what, "Give its length, such as :key(8), or a delimiter, such as :key until '|'.");
  }

  private static boolean endsOpen(Column column) {
    ColumnSource.Key key = (ColumnSource.Key) column.source();
    if (key.delimiter() >= 0) {
      return false;
    }
    return switch (column.encoding().format()) {
      case ORDERED -> false;
      case AVRO -> true;
      case PHOENIX -> column.type() == ColumnType.Simple.BINARY && key.length() == 0;
      default ->
          key.length() == 0
              && (column.type() == ColumnType.Simple.BINARY
                  || column.type() instanceof ColumnType.Decimal);
    };
  }

  private static int delimiter(Column column) {
    int given = ((ColumnSource.Key) column.source()).delimiter();
    if (given >= 0 || column.encoding().format() == Encoding.Format.ORDERED) {
      return given;
    }
    return column.codec(ZoneOffset.UTC).width() > 0 ? -1 : ZERO;
  }

  /** How many pieces there are; none if the mapping has no columns of the key. */
  public int pieces() {
    return codecs.length;
  }

  /** The index of a piece's column in the mapping. */
  public int column(int piece) {
    return columns[piece];
  }

  /** The piece that a column is, by its index in the mapping; -1 if it is none. */
  public int pieceOf(int column) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] == column) {
        return i;
      }
    }
    return -1;
  }

  public CellCodec codec(int piece) {
    return codecs[piece];
  }

  /**
   * Finds the pieces of a row key.
   *
   * @param starts is given the offset of each piece, -1 if the key leaves it out
   * @param ends is given the offset behind each
   */
  public void split(byte[] row, int offset, int length, int[] starts, int[] ends) {
    int limit = offset + length;
    int at = offset;
    boolean open = true;
    for (int i = 0; i < codecs.length; i++) {
      if (!open) {
        starts[i] = -1;
        ends[i] = -1;
        continue;
      }
      int end = i == codecs.length - 1 ? lastEnd(row, at, limit, i) : end(row, at, limit, i);
      starts[i] = at;
      ends[i] = end < 0 ? limit : end;
      open = end >= 0;
      at = open ? behind(i, end) : limit;
    }
  }

  private int behind(int piece, int end) {
    return delimiters[piece] >= 0 ? end + 1 : end;
  }

  private int lastEnd(byte[] row, int at, int limit, int piece) {
    return inverted[piece] && limit > at && row[limit - 1] == -1 ? limit - 1 : limit;
  }

  /** Where a piece ends that is not the last; -1 if nowhere. */
  private int end(byte[] row, int at, int limit, int piece) {
    int delimiter = delimiters[piece];
    CellCodec codec = codecs[piece];
    if (codec.width() > 0 || delimiter < 0) {
      int end = codec.end(row, at, limit);
      boolean ended = delimiter < 0 || end >= 0 && end < limit && (row[end] & 0xff) == delimiter;
      return ended ? end : -1;
    }
    if (inverted[piece]) {
      if (at < limit && row[at] == 0) {
        return at;
      }
      delimiter = 0xff;
    }
    for (int i = at; i < limit; i++) {
      if ((row[i] & 0xff) == delimiter) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Decodes a piece that {@link #split} found.
   *
   * @return false if it is malformed, and nothing was put
   */
  public boolean decode(int piece, byte[] row, int start, int end, ValueTarget target) {
    if (start >= 0) {
      return codecs[piece].decode(row, start, end - start, target);
    }
    if (nullIfMissing[piece]) {
      target.putNull();
    }
    return nullIfMissing[piece];
  }

  /**
   * How rows order by the leading pieces: of each the order of its values, as far as there is one,
   * nulls first. Rows whose keys are malformed may be anywhere, unless {@link #isAlwaysWellFormed}.
   */
  public List<ValueOrder> orders() {
    List<ValueOrder> orders = new ArrayList<>();
    for (int i = 0; i < codecs.length; i++) {
      ValueOrder order = codecs[i].order();
      if (order == ValueOrder.NONE || !keepsOrder(i)) {
        break;
      }
      orders.add(order);
      if (!codecs[i].writesEachOneWay()) {
        // Rows of one value may be in two places, and the next piece begins anew in each.
        break;
      }
    }
    return List.copyOf(orders);
  }

  /** What orders below the delimiter would order behind the end of a value that begins the same. */
  private boolean keepsOrder(int piece) {
    if (inverted[piece]) {
      // The byte behind the last piece, without which a value orders before longer ones, is not
      // always written.
      return piece < codecs.length - 1;
    }
    return piece == codecs.length - 1 || codecs[piece].width() > 0 || delimiters[piece] <= ZERO;
  }

  /** Whether each row is some value of its key: then none is malformed. */
  public boolean isAlwaysWellFormed() {
    return codecs.length == 1
        && codecs[0] instanceof RawCodec
        && codecs[0].width() == 0
        && !inverted[0];
  }

  /** Whether one value of the last piece is written with a byte behind it, or without. */
  boolean mayEndTwice(int piece) {
    return inverted[piece];
  }

  /** A piece of a key, with what comes behind it if it is not the last. */
  byte[] framed(int piece, byte[] value) {
    int delimiter = delimiters[piece];
    if (piece == codecs.length - 1 || delimiter < 0) {
      return value;
    }
    return ByteRange.concat(value, new byte[] {(byte) (inverted[piece] ? 0xff : delimiter)});
  }

  /** The rows, less what is before the piece, in which it is one of these values. */
  EncodedRanges framed(int piece, EncodedRanges values) {
    return piece == codecs.length - 1 || codecs[piece].isSelfDelimiting()
        ? values
        : DelimitedRanges.of(values, delimiters[piece]);
  }
}
