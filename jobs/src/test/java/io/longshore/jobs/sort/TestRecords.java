package io.longshore.jobs.sort;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Records whose keys are any bytes. */
final class TestRecords {
  private static final byte[] BYTES = {0, 1, 'a', 0x7f, (byte) 0x80, (byte) 0xff};

  private TestRecords() {}

  static SortRecord of(byte[] key) {
    return of(key, 0);
  }

  static SortRecord of(byte[] key, int payload) {
    SortRecord record = new SortRecord();
    byte[] bytes = record.reserve(SortRecord.KEY + key.length + payload);
    // What was there before means nothing.
    Arrays.fill(bytes, (byte) 0x55);
    record.keyLength(key.length);
    System.arraycopy(key, 0, bytes, SortRecord.KEY, key.length);
    record.length(SortRecord.KEY + key.length + payload);
    return record;
  }

  /** Of few values, so that keys have much in common. */
  static Arbitrary<byte[]> bytes(int least, int most) {
    return Arbitraries.integers()
        .between(0, BYTES.length - 1)
        .map(i -> BYTES[i])
        .array(byte[].class)
        .ofMinSize(least)
        .ofMaxSize(most);
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
