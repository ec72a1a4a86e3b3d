package io.longshore.jobs.sort.hbase;

import io.longshore.jobs.sort.SortRecord;
import java.util.Arrays;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Runs of cells as records. A run is cells of one row and store out of one client's batch, each
 * sorting after the one before. The key of its record is that of its first cell; compared as bytes,
 * keys order as HBase orders cells ({@code CellComparatorImpl}): by row and qualifier, then the
 * newer timestamp, the greater type, the higher sequence id first; and, beyond HBase, the later
 * position in a client's batch first. Before all that the number of the store, the region's family.
 *
 * <p>A row or a qualifier is followed by two zero bytes, and a zero byte in it by 0xff, so that
 * none is the beginning of another.
 *
 * <p>Behind the key: when the batch was written, in seconds since 1970; how much of the key is
 * store and row; how many cells there are, with the highest bit set if one of them has tags. Then
 * the lengths of the first cell's value and tags, and these; and of each other cell how many places
 * behind the one before it stood in the batch, the lengths of qualifier, value and tags, how much
 * older it is than the first, its type, and behind them qualifier, value and tags. These numbers
 * are {@link VarInt}s: most are one byte.
 */
public final class CellRecords {
  static final int KEY = Integer.BYTES;

  /** Sequence id and position end a key. */
  static final int SEQUENCE_AND_POSITION = Long.BYTES + Integer.BYTES;

  static final byte ESCAPED = (byte) 0xff;

  /** Timestamp, type, sequence id, position. */
  private static final int TAIL = Long.BYTES + 1 + SEQUENCE_AND_POSITION;

  /** Seconds, length of store and row, number of cells. */
  static final int HEAD = 3 * Integer.BYTES;

  private static final int CELLS = 2 * Integer.BYTES;

  /** In the number of cells. */
  static final int TAGGED = Integer.MIN_VALUE;

  /** Lengths of a value and of its tags. */
  private static final int LENGTHS = 2 * VarInt.MOST;

  /** Place in the batch, length of the qualifier, age. */
  private static final int PLACE = 3 * VarInt.MOST;

  /** A longer run would be a large record to move about. */
  private static final int LONGEST_RUN = 1 << 15;

  private static final int MOST_ROWS_BYTES = 1 << 17;

  private CellRecords() {}

  /** The key with which a row of a store begins; what a range of rows is cut at. */
  public static byte[] rowKey(int store, byte[] row) {
    byte[] bytes = new byte[Integer.BYTES + 2 * row.length + 2];
    Bytes.putInt(bytes, 0, store);
    int end = escape(row, 0, row.length, bytes, Integer.BYTES);
    return Arrays.copyOf(bytes, end);
  }

  /** Begins a run. */
  public static void begin(
      ExtendedCell cell, int store, long sequence, int position, int seconds, SortRecord record) {
    int rowLength = cell.getRowLength();
    int qualifierLength = cell.getQualifierLength();
    int most =
        KEY
            + Integer.BYTES
            + 2 * (rowLength + 1 + qualifierLength + 1)
            + TAIL
            + HEAD
            + LENGTHS
            + cell.getValueLength()
            + cell.getTagsLength();
    byte[] bytes = record.reserve(most);
    int row = Bytes.putInt(bytes, KEY, store);
    int rowEnd = escape(cell.getRowArray(), cell.getRowOffset(), rowLength, bytes, row);
    int at =
        escape(cell.getQualifierArray(), cell.getQualifierOffset(), qualifierLength, bytes, rowEnd);
    at = Bytes.putLong(bytes, at, ~(cell.getTimestamp() ^ Long.MIN_VALUE));
    bytes[at++] = (byte) ~cell.getTypeByte();
    at = Bytes.putLong(bytes, at, ~sequence);
    at = Bytes.putInt(bytes, at, ~position);
    record.keyLength(at - KEY);
    at = Bytes.putInt(bytes, at, seconds);
    at = Bytes.putInt(bytes, at, rowEnd - KEY);
    at = Bytes.putInt(bytes, at, 1 | tagged(cell));
    at = putLengths(cell, bytes, at);
    record.length(putValue(cell, bytes, at));
  }

  /**
   * Adds the next cell of the row and store that a run is of.
   *
   * @param first the cell that the run begins with
   * @param before the cell added before it
   * @param places how far behind that one it stands in its batch
   * @return whether it was added; if not, it begins the next run
   */
  public static boolean add(
      ExtendedCell cell, ExtendedCell first, ExtendedCell before, int places, SortRecord record) {
    int qualifierLength = cell.getQualifierLength();
    int most = PLACE + LENGTHS + qualifierLength + 1 + cell.getValueLength() + cell.getTagsLength();
    int cells = KEY + record.keyLength() + CELLS;
    int head = Bytes.toInt(record.bytes(), cells);
    int count = head & ~TAGGED;
    // When it is read, each cell has a row of its own again.
    if (record.length() + most > LONGEST_RUN
        || count * cell.getRowLength() > MOST_ROWS_BYTES
        || !follows(cell, before)) {
      return false;
    }
    byte[] bytes = record.extend(most);
    int at = VarInt.put(bytes, record.length(), places);
    at = VarInt.put(bytes, at, qualifierLength);
    at = putLengths(cell, bytes, at);
    at = VarInt.put(bytes, at, first.getTimestamp() - cell.getTimestamp());
    bytes[at++] = cell.getTypeByte();
    System.arraycopy(
        cell.getQualifierArray(), cell.getQualifierOffset(), bytes, at, qualifierLength);
    record.length(putValue(cell, bytes, at + qualifierLength));
    Bytes.putInt(bytes, cells, head + 1 | tagged(cell));
    return true;
  }

  /** Whether one of a record's cells has tags. */
  public static boolean hasTags(SortRecord record) {
    return Bytes.toInt(record.bytes(), KEY + record.keyLength() + CELLS) < 0;
  }

  private static int tagged(ExtendedCell cell) {
    return cell.getTagsLength() > 0 ? TAGGED : 0;
  }

  /** Whether two cells are of one row. */
  public static boolean isSameRow(Cell one, Cell other) {
    int offset = one.getRowOffset();
    int otherOffset = other.getRowOffset();
    return Arrays.equals(
        one.getRowArray(),
        offset,
        offset + one.getRowLength(),
        other.getRowArray(),
        otherOffset,
        otherOffset + other.getRowLength());
  }

  /** Whether two cells are of one family. */
  public static boolean isSameFamily(Cell one, Cell other) {
    int offset = one.getFamilyOffset();
    int otherOffset = other.getFamilyOffset();
    return Arrays.equals(
        one.getFamilyArray(),
        offset,
        offset + one.getFamilyLength(),
        other.getFamilyArray(),
        otherOffset,
        otherOffset + other.getFamilyLength());
  }

  /**
   * Writes a record that sorts before all cells of a store: no row is empty.
   *
   * @param sequence of a bulk load into the store
   */
  public static void encodeBulkLoad(int store, long sequence, SortRecord record) {
    int row = Integer.BYTES + 2;
    byte[] bytes = record.reserve(KEY + row + Long.BYTES + HEAD);
    int at = Bytes.putInt(bytes, KEY, store);
    bytes[at++] = 0;
    bytes[at++] = 0;
    at = Bytes.putLong(bytes, at, sequence);
    record.keyLength(at - KEY);
    at = Bytes.putInt(bytes, at, 0);
    at = Bytes.putInt(bytes, at, row);
    record.length(Bytes.putInt(bytes, at, 0));
  }

  /** Whether of two cells of a row and family one sorts after the other, whatever their ids are. */
  private static boolean follows(ExtendedCell cell, ExtendedCell before) {
    int beforeOffset = before.getQualifierOffset();
    int offset = cell.getQualifierOffset();
    int qualifiers =
        Arrays.compareUnsigned(
            before.getQualifierArray(),
            beforeOffset,
            beforeOffset + before.getQualifierLength(),
            cell.getQualifierArray(),
            offset,
            offset + cell.getQualifierLength());
    if (qualifiers != 0) {
      return qualifiers < 0;
    }
    long time = cell.getTimestamp();
    long timeBefore = before.getTimestamp();
    return time < timeBefore
        || time == timeBefore && (cell.getTypeByte() & 0xff) < (before.getTypeByte() & 0xff);
  }

  private static int putLengths(ExtendedCell cell, byte[] bytes, int at) {
    return VarInt.put(bytes, VarInt.put(bytes, at, cell.getValueLength()), cell.getTagsLength());
  }

  private static int putValue(ExtendedCell cell, byte[] bytes, int at) {
    int valueLength = cell.getValueLength();
    int tagsLength = cell.getTagsLength();
    System.arraycopy(cell.getValueArray(), cell.getValueOffset(), bytes, at, valueLength);
    System.arraycopy(
        cell.getTagsArray(), cell.getTagsOffset(), bytes, at + valueLength, tagsLength);
    return at + valueLength + tagsLength;
  }

  private static int escape(byte[] from, int offset, int length, byte[] to, int at) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      byte next = from[i];
      to[at++] = next;
      if (next == 0) {
        to[at++] = ESCAPED;
      }
    }
    to[at++] = 0;
    to[at++] = 0;
    return at;
  }
}
