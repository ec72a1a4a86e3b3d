package io.longshore.jobs.sort;

import java.io.Serializable;
import org.apache.spark.unsafe.Platform;

/**
 * Eight bytes that stand for a record's key in most comparisons: of two records, the lesser never
 * has the greater prefix, unsigned. The bytes that most keys of a range begin with say nothing, so
 * the prefix begins after them; keys that do not begin with them are put at its ends.
 *
 * @param common what most keys of the range begin with
 */
record SortPrefix(byte[] common) implements Serializable {
  private static final long LEAST = 0;
  private static final long GREATEST = -1;

  static SortPrefix of(byte[] first, byte[] last) {
    int length = 0;
    while (length < first.length && length < last.length && first[length] == last[length]) {
      length++;
    }
    byte[] common = new byte[length];
    System.arraycopy(first, 0, common, 0, length);
    return new SortPrefix(common);
  }

  long of(byte[] record) {
    int keyLength = SortRecord.keyLength(record, Platform.BYTE_ARRAY_OFFSET);
    int compared = Math.min(common.length, keyLength);
    for (int i = 0; i < compared; i++) {
      int difference = (record[SortRecord.KEY + i] & 0xff) - (common[i] & 0xff);
      if (difference != 0) {
        return difference < 0 ? LEAST : GREATEST;
      }
    }
    if (keyLength < common.length) {
      return LEAST;
    }
    int at = SortRecord.KEY + common.length;
    int left = keyLength - common.length;
    if (left >= Long.BYTES) {
      return RecordOrder.bigEndian(
          Platform.getLong(record, (long) Platform.BYTE_ARRAY_OFFSET + at));
    }
    long prefix = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      prefix = prefix << 8 | (i < left ? record[at + i] & 0xff : 0);
    }
    return prefix;
  }
}
