package io.longshore.jobs.sort.hbase;

import static io.longshore.jobs.sort.hbase.CellRecords.HEAD;
import static io.longshore.jobs.sort.hbase.CellRecords.KEY;

import io.longshore.core.hfile.HFileSink;
import io.longshore.jobs.sort.SortRecord;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.hbase.Cell;
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

  /** A cell beside its bytes, and its place in two arrays. */
  private static final int OBJECTS_OF_A_CELL = 64;

  private static final int OBJECTS_OF_A_RUN = 256;

  private final CellChunks chunks;

  /** The key of the record, and the head behind it. */
  private byte[] key = new byte[1 << 8];

  private int keyLength;
  private int rowLength;
  private int seconds;
  private long bytes;

  private KeyValue[] cells = new KeyValue[8];
  private int[] positions = new int[8];
  private int count;
  private int current;

  /** Where the key is being read. */
  private int reading;

  /** Where what comes behind the key is being read. */
  private Object base;

  private long at;

  public CellRun(CellChunks chunks) {
    this.chunks = chunks;
  }

  /** Looks at a record that lies somewhere in memory; its cells are there after {@link #decode}. */
  public void read(Object base, long offset) {
    keyLength = Platform.getInt(base, offset);
    int copied = keyLength + HEAD;
    if (key.length < copied) {
      key = new byte[2 * copied];
    }
    Platform.copyMemory(base, offset + KEY, key, Platform.BYTE_ARRAY_OFFSET, copied);
    seconds = Bytes.toInt(key, keyLength);
    rowLength = Bytes.toInt(key, keyLength + Integer.BYTES);
    count = Bytes.toInt(key, keyLength + 2 * Integer.BYTES) & ~CellRecords.TAGGED;
    bytes = 0;
    current = -1;
  }

  /** Makes the cells of the record that was just read, while it is still where it was. */
  public void decode(Object base, long offset, byte[] family) {
    if (cells.length < count) {
      cells = new KeyValue[2 * count];
      positions = new int[2 * count];
    }
    long sequence = ~Bytes.toLong(key, keyLength - CellRecords.SEQUENCE_AND_POSITION);
    this.base = base;
    this.at = offset + KEY + keyLength + HEAD;
    int valueLength = (int) number();
    int tagsLength = (int) number();
    KeyValue first = first(family, valueLength, tagsLength);
    first.setSequenceId(sequence);
    cells[0] = first;
    long taken = first.getLength();
    positions[0] = ~Bytes.toInt(key, keyLength - Integer.BYTES);
    long newest = first.getTimestamp();
    // Length of the row, row, length of the family, family: all cells of the run have them.
    int sharedAt = first.getOffset() + AROUND_KEY;
    int shared = Short.BYTES + first.getRowLength() + 1 + family.length;
    for (int i = 1; i < count; i++) {
      positions[i] = positions[i - 1] + (int) number();
      int qualifierLength = (int) number();
      valueLength = (int) number();
      tagsLength = (int) number();
      long timestamp = newest - number();
      int keySize = shared + qualifierLength + Long.BYTES + 1;
      int size = AROUND_KEY + keySize + valueLength + tagsSize(tagsLength);
      int start = chunks.room(size);
      byte[] chunk = chunks.chunk();
      int to = Bytes.putInt(chunk, start, keySize);
      to = Bytes.putInt(chunk, to, valueLength);
      System.arraycopy(first.getBuffer(), sharedAt, chunk, to, shared);
      to += shared;
      int type = to + qualifierLength + Long.BYTES;
      chunk[type] = Platform.getByte(base, at++);
      to = copy(chunk, to, qualifierLength);
      Bytes.putLong(chunk, to, timestamp);
      to = copy(chunk, type + 1, valueLength);
      putTags(chunk, to, tagsLength);
      taken += size;
      cells[i] = new KeyValue(chunk, start, size);
      cells[i].setSequenceId(sequence);
    }
    this.base = null;
    bytes = taken + (long) count * OBJECTS_OF_A_CELL + key.length + OBJECTS_OF_A_RUN;
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

  /** About how much memory its cells take. */
  public long bytes() {
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

  /** The cell at the cursor. */
  public Cell cell() {
    return cells[current];
  }

  /** Of the cell at the cursor. */
  public long sequence() {
    return cells[current].getSequenceId();
  }

  /** Writes the cell at the cursor, with its sequence id. */
  public void appendTo(HFileSink sink) throws IOException {
    sink.append(cells[current]);
  }

  /** Makes a record of the cell alone. */
  public void encode(SortRecord record) {
    ExtendedCell cell = cells[current];
    CellRecords.begin(cell, store(), cell.getSequenceId(), positions[current], seconds, record);
  }

  /** By the cells at the cursors: as records of them alone would order. */
  @Override
  public int compareTo(CellRun other) {
    int order = CellComparator.getInstance().compare(cell(), other.cell());
    return order != 0 ? order : Integer.compare(other.positions[other.current], positions[current]);
  }

  private KeyValue first(byte[] family, int valueLength, int tagsLength) {
    // The key is longer than what becomes of it.
    int most = AROUND_KEY + Short.BYTES + 1 + family.length + keyLength + valueLength;
    int start = chunks.room(most + tagsSize(tagsLength));
    byte[] chunk = chunks.chunk();
    reading = Integer.BYTES;
    int row = start + AROUND_KEY + Short.BYTES;
    int to = unescape(chunk, row);
    Bytes.putShort(chunk, row - Short.BYTES, (short) (to - row));
    chunk[to++] = (byte) family.length;
    System.arraycopy(family, 0, chunk, to, family.length);
    to = unescape(chunk, to + family.length);
    to = Bytes.putLong(chunk, to, ~Bytes.toLong(key, reading) ^ Long.MIN_VALUE);
    chunk[to++] = (byte) ~key[reading + Long.BYTES];
    Bytes.putInt(chunk, start, to - start - AROUND_KEY);
    Bytes.putInt(chunk, start + Integer.BYTES, valueLength);
    to = copy(chunk, to, valueLength);
    to = putTags(chunk, to, tagsLength);
    chunks.giveBack(to);
    return new KeyValue(chunk, start, to - start);
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

  private int putTags(byte[] to, int place, int length) {
    return length == 0 ? place : copy(to, Bytes.putAsShort(to, place, length), length);
  }

  /** Reads bytes; returns the place behind them. */
  private int copy(byte[] to, int place, int length) {
    Platform.copyMemory(base, at, to, (long) Platform.BYTE_ARRAY_OFFSET + place, length);
    at += length;
    return place + length;
  }

  private long number() {
    long number = VarInt.get(base, at);
    at += VarInt.length(number);
    return number;
  }
}
