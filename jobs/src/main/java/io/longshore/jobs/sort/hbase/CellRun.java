package io.longshore.jobs.sort.hbase;

import static io.longshore.jobs.sort.hbase.CellRecords.HEAD;
import static io.longshore.jobs.sort.hbase.CellRecords.KEY;
import static io.longshore.jobs.sort.hbase.CellRecords.LENGTHS;
import static io.longshore.jobs.sort.hbase.CellRecords.PLACE;

import io.longshore.jobs.sort.SortRecord;
import java.util.Arrays;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.unsafe.Platform;

/**
 * A record of {@link CellRecords}, read: a run of cells, and a cursor that begins before the first.
 * One object is used for many records; the cells may be kept. Not safe for several threads.
 */
public final class CellRun implements Comparable<CellRun> {
  /** How many bytes of a serialized cell are neither its key nor its value nor tags. */
  private static final int AROUND_KEY = KeyValue.ROW_OFFSET;

  private final CellChunks chunks;

  /** The key of the record, and the head behind it. */
  private byte[] key = new byte[1 << 8];

  private int keyLength;
  private int rowLength;
  private int seconds;
  private int bytes;

  private KeyValue[] cells = new KeyValue[8];
  private int[] positions = new int[8];
  private int count;
  private int current;

  /** Where the key is being read. */
  private int reading;

  public CellRun(CellChunks chunks) {
    this.chunks = chunks;
  }

  /** Looks at a record that lies somewhere in memory; its cells are there after {@link #decode}. */
  public void read(Object base, long offset, int length) {
    keyLength = Platform.getInt(base, offset);
    int copied = keyLength + HEAD;
    if (key.length < copied) {
      key = new byte[2 * copied];
    }
    Platform.copyMemory(base, offset + KEY, key, Platform.BYTE_ARRAY_OFFSET, copied);
    seconds = Bytes.toInt(key, keyLength);
    rowLength = Bytes.toInt(key, keyLength + Integer.BYTES);
    count = Bytes.toInt(key, keyLength + 2 * Integer.BYTES);
    bytes = length;
    current = -1;
  }

  /** Makes the cells of the record that was just read, while it is still where it was. */
  public void decode(Object base, long offset, byte[] family) {
    if (cells.length < count) {
      cells = new KeyValue[2 * count];
      positions = new int[2 * count];
    }
    long sequence = ~Bytes.toLong(key, keyLength - CellRecords.SEQUENCE_AND_POSITION);
    long at = offset + KEY + keyLength + HEAD;
    int valueLength = getInt(base, at);
    int tagsLength = getInt(base, at + Integer.BYTES);
    at += LENGTHS;
    cells[0] = first(base, at, family, valueLength, tagsLength);
    cells[0].setSequenceId(sequence);
    positions[0] = ~Bytes.toInt(key, keyLength - Integer.BYTES);
    at += valueLength + tagsLength;
    KeyValue first = cells[0];
    // Length of the row, row, length of the family, family: all cells of the run have them.
    int sharedAt = first.getOffset() + AROUND_KEY;
    int shared = Short.BYTES + first.getRowLength() + 1 + family.length;
    for (int i = 1; i < count; i++) {
      positions[i] = getInt(base, at);
      int rest = getInt(base, at + Integer.BYTES) + Long.BYTES + 1;
      valueLength = getInt(base, at + PLACE);
      tagsLength = getInt(base, at + PLACE + Integer.BYTES);
      at += PLACE + LENGTHS;
      int size = AROUND_KEY + shared + rest + valueLength + tagsSize(tagsLength);
      int start = chunks.room(size);
      byte[] chunk = chunks.chunk();
      int to = Bytes.putInt(chunk, start, shared + rest);
      to = Bytes.putInt(chunk, to, valueLength);
      System.arraycopy(first.getBuffer(), sharedAt, chunk, to, shared);
      to = copy(base, at, chunk, to + shared, rest + valueLength);
      at += rest + valueLength;
      putTags(base, at, chunk, to, tagsLength);
      at += tagsLength;
      cells[i] = new KeyValue(chunk, start, size);
      cells[i].setSequenceId(sequence);
    }
  }

  public int store() {
    return Bytes.toInt(key, 0);
  }

  /** Whether the record is a bulk load rather than cells. */
  public boolean isBulkLoad() {
    return count == 0;
  }

  /** Of a bulk load. */
  public long bulkLoadSequence() {
    return Bytes.toLong(key, keyLength - Long.BYTES);
  }

  /** When the cells were written, in seconds since 1970 as an unsigned int. */
  public int seconds() {
    return seconds;
  }

  /** The length of the record. */
  public int bytes() {
    return bytes;
  }

  /** Whether both are cells of one row of one store. */
  public boolean isOfRowOf(CellRun other) {
    return !isBulkLoad()
        && !other.isBulkLoad()
        && Arrays.equals(key, 0, rowLength, other.key, 0, other.rowLength);
  }

  /** The key with which all records of the row begin. */
  public byte[] rowKey() {
    return Arrays.copyOf(key, rowLength);
  }

  /** Goes to the next cell. */
  public boolean next() {
    return ++current < count;
  }

  public ExtendedCell cell() {
    return cells[current];
  }

  /** Makes a record of the cell alone. */
  public void encode(SortRecord record) {
    ExtendedCell cell = cell();
    CellRecords.begin(cell, store(), cell.getSequenceId(), positions[current], seconds, record);
  }

  /** By the cells at the cursors: as records of them alone would order. */
  @Override
  public int compareTo(CellRun other) {
    int order = CellComparator.getInstance().compare(cell(), other.cell());
    return order != 0 ? order : Integer.compare(other.positions[other.current], positions[current]);
  }

  private KeyValue first(Object base, long value, byte[] family, int valueLength, int tagsLength) {
    // The key is longer than what becomes of it.
    int most = AROUND_KEY + Short.BYTES + 1 + family.length + keyLength + valueLength;
    int start = chunks.room(most + tagsSize(tagsLength));
    byte[] chunk = chunks.chunk();
    reading = Integer.BYTES;
    int row = start + AROUND_KEY + Short.BYTES;
    int at = unescape(chunk, row);
    Bytes.putShort(chunk, row - Short.BYTES, (short) (at - row));
    chunk[at++] = (byte) family.length;
    System.arraycopy(family, 0, chunk, at, family.length);
    at = unescape(chunk, at + family.length);
    at = Bytes.putLong(chunk, at, ~Bytes.toLong(key, reading) ^ Long.MIN_VALUE);
    chunk[at++] = (byte) ~key[reading + Long.BYTES];
    Bytes.putInt(chunk, start, at - start - AROUND_KEY);
    Bytes.putInt(chunk, start + Integer.BYTES, valueLength);
    at = copy(base, value, chunk, at, valueLength);
    at = putTags(base, value + valueLength, chunk, at, tagsLength);
    chunks.giveBack(at);
    return new KeyValue(chunk, start, at - start);
  }

  /** Reads a row or a qualifier of the key, to its end. */
  private int unescape(byte[] to, int start) {
    int at = start;
    while (true) {
      byte next = key[reading++];
      if (next == 0 && key[reading++] == 0) {
        return at;
      }
      to[at++] = next;
    }
  }

  private static int tagsSize(int tagsLength) {
    return tagsLength == 0 ? 0 : KeyValue.TAGS_LENGTH_SIZE + tagsLength;
  }

  private static int putTags(Object base, long from, byte[] to, int at, int length) {
    return length == 0 ? at : copy(base, from, to, Bytes.putAsShort(to, at, length), length);
  }

  private static int copy(Object base, long from, byte[] to, int at, int length) {
    Platform.copyMemory(base, from, to, (long) Platform.BYTE_ARRAY_OFFSET + at, length);
    return at + length;
  }

  /** As {@link Bytes#putInt} wrote it. */
  private static int getInt(Object base, long offset) {
    int loaded = Platform.getInt(base, offset);
    return SortRecord.LITTLE ? Integer.reverseBytes(loaded) : loaded;
  }
}
