package io.longshore.jobs.sort;

import org.apache.spark.unsafe.Platform;
import org.apache.spark.util.collection.unsafe.sort.RecordComparator;

/** Orders records by their keys, eight bytes at a time. */
final class RecordOrder extends RecordComparator {
  @Override
  public int compare(
      Object leftBase,
      long leftOffset,
      int leftLength,
      Object rightBase,
      long rightOffset,
      int rightLength) {
    return compareBytes(
        leftBase,
        leftOffset + SortRecord.KEY,
        SortRecord.keyLength(leftBase, leftOffset),
        rightBase,
        rightOffset + SortRecord.KEY,
        SortRecord.keyLength(rightBase, rightOffset));
  }

  /** Compares bytes as unsigned ones; what begins the other is the lesser. */
  static int compareBytes(
      Object leftBase, long left, int leftLength, Object rightBase, long right, int rightLength) {
    int common = Math.min(leftLength, rightLength);
    int i = 0;
    for (; i + Long.BYTES <= common; i += Long.BYTES) {
      long a = Platform.getLong(leftBase, left + i);
      long b = Platform.getLong(rightBase, right + i);
      if (a != b) {
        return Long.compareUnsigned(bigEndian(a), bigEndian(b));
      }
    }
    for (; i < common; i++) {
      int a = Platform.getByte(leftBase, left + i) & 0xff;
      int b = Platform.getByte(rightBase, right + i) & 0xff;
      if (a != b) {
        return a - b;
      }
    }
    return leftLength - rightLength;
  }

  static long bigEndian(long loaded) {
    return SortRecord.LITTLE ? Long.reverseBytes(loaded) : loaded;
  }
}
