package io.longshore.jobs.sort;

import java.nio.ByteOrder;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.util.collection.unsafe.sort.RecordComparator;

/** Orders records by their keys, eight bytes at a time. */
final class RecordOrder extends RecordComparator {
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  @Override
  public int compare(
      Object leftBase,
      long leftOffset,
      int leftLength,
      Object rightBase,
      long rightOffset,
      int rightLength) {
    int left = SortRecord.keyLength(leftBase, leftOffset);
    int right = SortRecord.keyLength(rightBase, rightOffset);
    long leftKey = leftOffset + SortRecord.KEY;
    long rightKey = rightOffset + SortRecord.KEY;
    int common = Math.min(left, right);
    int i = 0;
    for (; i + Long.BYTES <= common; i += Long.BYTES) {
      long a = Platform.getLong(leftBase, leftKey + i);
      long b = Platform.getLong(rightBase, rightKey + i);
      if (a != b) {
        return Long.compareUnsigned(bigEndian(a), bigEndian(b));
      }
    }
    for (; i < common; i++) {
      int a = Platform.getByte(leftBase, leftKey + i) & 0xff;
      int b = Platform.getByte(rightBase, rightKey + i) & 0xff;
      if (a != b) {
        return a - b;
      }
    }
    return left - right;
  }

  static long bigEndian(long loaded) {
    return LITTLE ? Long.reverseBytes(loaded) : loaded;
  }
}
