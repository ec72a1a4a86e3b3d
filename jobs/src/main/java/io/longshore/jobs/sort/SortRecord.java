package io.longshore.jobs.sort;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;

/**
 * The bytes of one record: the length of its key as an int, its key, and whatever goes with it.
 * Keys are compared byte by byte, unsigned. One object is used for many records.
 */
public final class SortRecord {
  /** Whether this machine's numbers begin with their least byte. */
  public static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  static final int KEY = Integer.BYTES;
  private static final int SMALL = 1 << 10;
  private static final int LARGEST_KEPT = 1 << 20;

  private byte[] bytes = new byte[SMALL];
  private int length;

  /** Begins a record anew, and makes room for as many bytes. */
  public byte[] reserve(int size) {
    if (bytes.length < size) {
      // A value may be large: no more than it needs.
      bytes = new byte[size > LARGEST_KEPT ? size : Math.max(size, 2 * bytes.length)];
    } else if (bytes.length > LARGEST_KEPT && size <= LARGEST_KEPT) {
      bytes = new byte[LARGEST_KEPT];
    }
    return bytes;
  }

  /** Makes room for more bytes behind those that the record has. */
  public byte[] extend(int more) {
    if (bytes.length < length + more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * length));
    }
    return bytes;
  }

  /** Ends the record: its first bytes, of those reserved, are it. */
  public void length(int used) {
    length = used;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** The length of the key at the beginning of a record. */
  static int keyLength(Object base, long offset) {
    return Platform.getInt(base, offset);
  }

  /** Writes the length of the key that was put behind it. */
  public void keyLength(int keyLength) {
    Platform.putInt(bytes, Platform.BYTE_ARRAY_OFFSET, keyLength);
  }

  public int keyLength() {
    return keyLength(bytes, Platform.BYTE_ARRAY_OFFSET);
  }

  /** Makes this a copy of a record that lies elsewhere. */
  void copyFrom(Object base, long offset, int size) {
    reserve(size);
    Platform.copyMemory(base, offset, bytes, Platform.BYTE_ARRAY_OFFSET, size);
    length = size;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(bytes, length));
  }
}
