package io.longshore.jobs.sort.hbase;

import io.longshore.jobs.sort.SortRecord;
import java.util.Arrays;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.unsafe.Platform;

/**
 * Cells as records whose keys, compared as bytes, order as HBase orders cells ({@code
 * CellComparatorImpl}): by row and qualifier, then the newer timestamp, the greater type, the
 * higher sequence id first; and, beyond HBase, the later position in a client's batch first. Before
 * all that the number of the store, the region's family.
 *
 * <p>A row or a qualifier is followed by two zero bytes, and a zero byte in it by 0xff, so that
 * none is the beginning of another.
 *
 * <p>One object holds one record at a time. Not safe for several threads.
 */
public final class CellRecords {
  private static final int KEY = Integer.BYTES;
  private static final byte ESCAPED = (byte) 0xff;

  /** Timestamp, type, sequence id, position. */
  private static final int TAIL = Long.BYTES + 1 + Long.BYTES + Integer.BYTES;

  private static final int CHUNK = 1 << 18;

  /** What comes before the value, after the key: when it was written, the value's length. */
  private static final int HEAD = 2 * Integer.BYTES;

  /** Cells are handed on in chunks that are never written twice: whoever gets one may keep it. */
  private byte[] chunk = new byte[0];

  private int used;
  private Object base;
  private long offset;
  private int length;
  private int keyLength;

  /** The key of the record in hand, and the head behind it. */
  private byte[] key = new byte[1 << 10];

  /** The key with which a row of a store begins; what a range of rows is cut at. */
  public static byte[] rowKey(int store, byte[] row) {
    byte[] bytes = new byte[Integer.BYTES + 2 * row.length + 2];
    Bytes.putInt(bytes, 0, store);
    int end = escape(row, 0, row.length, bytes, Integer.BYTES);
    return Arrays.copyOf(bytes, end);
  }

  /** Writes a cell into a record. */
  public static void encode(
      ExtendedCell cell, int store, long sequence, int position, int seconds, SortRecord record) {
    int rowLength = cell.getRowLength();
    int qualifierLength = cell.getQualifierLength();
    int valueLength = cell.getValueLength();
    int tagsLength = cell.getTagsLength();
    int most =
        KEY
            + Integer.BYTES
            + 2 * (rowLength + 1 + qualifierLength + 1)
            + TAIL
            + HEAD
            + valueLength
            + tagsLength;
    byte[] bytes = record.reserve(most);
    int at = Bytes.putInt(bytes, KEY, store);
    at = escape(cell.getRowArray(), cell.getRowOffset(), rowLength, bytes, at);
    at = escape(cell.getQualifierArray(), cell.getQualifierOffset(), qualifierLength, bytes, at);
    at = Bytes.putLong(bytes, at, ~(cell.getTimestamp() ^ Long.MIN_VALUE));
    bytes[at++] = (byte) ~cell.getTypeByte();
    at = Bytes.putLong(bytes, at, ~sequence);
    at = Bytes.putInt(bytes, at, ~position);
    record.keyLength(at - KEY);
    at = Bytes.putInt(bytes, at, seconds);
    at = Bytes.putInt(bytes, at, valueLength);
    System.arraycopy(cell.getValueArray(), cell.getValueOffset(), bytes, at, valueLength);
    at += valueLength;
    System.arraycopy(cell.getTagsArray(), cell.getTagsOffset(), bytes, at, tagsLength);
    record.length(at + tagsLength);
  }

  /**
   * Writes a record that sorts before all cells of a store: no row is empty.
   *
   * @param sequence of a bulk load into the store
   */
  public static void encodeBulkLoad(int store, long sequence, SortRecord record) {
    byte[] bytes = record.reserve(KEY + Integer.BYTES + 2 + Long.BYTES);
    int at = Bytes.putInt(bytes, KEY, store);
    bytes[at++] = 0;
    bytes[at++] = 0;
    at = Bytes.putLong(bytes, at, sequence);
    record.keyLength(at - KEY);
    record.length(at);
  }

  /** Looks at a record that lies somewhere in memory. */
  public void read(Object base, long offset, int length) {
    this.base = base;
    this.offset = offset;
    this.length = length;
    keyLength = Platform.getInt(base, offset);
    int copied = Math.min(keyLength + HEAD, length - KEY);
    if (key.length < copied) {
      key = new byte[2 * copied];
    }
    Platform.copyMemory(base, offset + KEY, key, Platform.BYTE_ARRAY_OFFSET, copied);
  }

  public int store() {
    return Bytes.toInt(key, 0);
  }

  /** Whether the record is a bulk load rather than a cell. */
  public boolean isBulkLoad() {
    return key[Integer.BYTES] == 0 && key[Integer.BYTES + 1] == 0;
  }

  /** Of a bulk load. */
  public long bulkLoadSequence() {
    return Bytes.toLong(key, Integer.BYTES + 2);
  }

  /** Of a cell. */
  public long sequence() {
    return ~Bytes.toLong(key, keyLength - Integer.BYTES - Long.BYTES);
  }

  /** When the cell was written, in seconds since 1970 as an unsigned int. */
  public int seconds() {
    return Bytes.toInt(key, keyLength);
  }

  /** How many bytes of the key tell a cell from others, sequence id and position apart. */
  public int identityLength() {
    return keyLength - Integer.BYTES - Long.BYTES;
  }

  /** The key; good until the next record is looked at. */
  public byte[] key() {
    return key;
  }

  /** The cell, with its sequence id; it may be kept. */
  public KeyValue cell(byte[] family) {
    long value = offset + KEY + keyLength + HEAD;
    int valueLength = Bytes.toInt(key, keyLength + Integer.BYTES);
    int tagsLength = (int) (offset + length - value - valueLength);
    int most =
        KeyValue.KEYVALUE_WITH_TAGS_INFRASTRUCTURE_SIZE
            + KeyValue.KEY_INFRASTRUCTURE_SIZE
            + keyLength
            + family.length
            + valueLength
            + tagsLength;
    int start = room(most);
    int row = start + KeyValue.ROW_OFFSET + Short.BYTES;
    int read = Integer.BYTES;
    int at = row;
    while (true) {
      byte next = key[read++];
      if (next == 0 && key[read++] == 0) {
        break;
      }
      chunk[at++] = next;
    }
    Bytes.putShort(chunk, start + KeyValue.ROW_OFFSET, (short) (at - row));
    chunk[at++] = (byte) family.length;
    System.arraycopy(family, 0, chunk, at, family.length);
    at += family.length;
    while (true) {
      byte next = key[read++];
      if (next == 0 && key[read++] == 0) {
        break;
      }
      chunk[at++] = next;
    }
    at = Bytes.putLong(chunk, at, ~Bytes.toLong(key, read) ^ Long.MIN_VALUE);
    chunk[at++] = (byte) ~key[read + Long.BYTES];
    Bytes.putInt(chunk, start, at - start - KeyValue.ROW_OFFSET);
    Bytes.putInt(chunk, start + Integer.BYTES, valueLength);
    Platform.copyMemory(base, value, chunk, (long) Platform.BYTE_ARRAY_OFFSET + at, valueLength);
    at += valueLength;
    if (tagsLength > 0) {
      at = Bytes.putAsShort(chunk, at, tagsLength);
      Platform.copyMemory(
          base, value + valueLength, chunk, (long) Platform.BYTE_ARRAY_OFFSET + at, tagsLength);
      at += tagsLength;
    }
    used = at;
    KeyValue cell = new KeyValue(chunk, start, at - start);
    cell.setSequenceId(sequence());
    return cell;
  }

  private int room(int bytes) {
    if (chunk.length - used < bytes) {
      chunk = new byte[Math.max(CHUNK, bytes)];
      used = 0;
    }
    return used;
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
