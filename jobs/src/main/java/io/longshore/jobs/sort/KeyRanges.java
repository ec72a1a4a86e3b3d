package io.longshore.jobs.sort;

import io.longshore.jobs.sort.hbase.CellRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.unsafe.Platform;

/**
 * The ranges of keys that tasks sort, one each, about even by a sample. A store with much data is
 * cut into several, so that it does not hold up the job; stores with little share one. Cuts lie
 * between rows.
 */
public final class KeyRanges implements Serializable {
  private static final long serialVersionUID = 1L;

  /** HBase loads at most 32 files a region and family at once; a bulk load may cut them again. */
  private static final int MOST_CUTS_A_STORE = 24;

  /** Where ranges begin, but the first. */
  private final byte[][] cuts;

  private final SortPrefix[] prefixes;

  private KeyRanges(byte[][] cuts, SortPrefix[] prefixes) {
    this.cuts = cuts;
    this.prefixes = prefixes;
  }

  /**
   * A key that was seen.
   *
   * @param key of a row in its store
   * @param bytes how many it stands for
   */
  public record Sample(byte[] key, long bytes) implements Serializable {}

  /**
   * @param samples in any order
   * @param most how many ranges at most, at least one
   */
  public static KeyRanges of(List<Sample> samples, int most) {
    List<Sample> sorted = new ArrayList<>(samples);
    sorted.sort((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
    long total = sorted.stream().mapToLong(Sample::bytes).sum();
    List<byte[]> cuts = new ArrayList<>();
    List<SortPrefix> prefixes = new ArrayList<>();
    long before = 0;
    long share = 0;
    int begin = 0;
    int inStore = 0;
    for (int i = 1; i < sorted.size() && cuts.size() < most - 1; i++) {
      before += sorted.get(i - 1).bytes();
      byte[] key = sorted.get(i).key();
      byte[] previous = sorted.get(i - 1).key();
      if (!sameStore(key, previous)) {
        inStore = 0;
      }
      // Not by the number of cuts: where a store may not be cut any more, the next ones would
      // make up for it, row by row.
      long shares = (long) ((double) before * most / total);
      if (shares > share && inStore < MOST_CUTS_A_STORE && !Arrays.equals(key, previous)) {
        cuts.add(key);
        prefixes.add(SortPrefix.of(sorted.get(begin).key(), previous));
        begin = i;
        share = shares;
        inStore++;
      }
    }
    prefixes.add(
        sorted.isEmpty()
            ? new SortPrefix(new byte[0])
            : SortPrefix.of(sorted.get(begin).key(), sorted.get(sorted.size() - 1).key()));
    return new KeyRanges(cuts.toArray(byte[][]::new), prefixes.toArray(SortPrefix[]::new));
  }

  public int size() {
    return prefixes.length;
  }

  /** What stands for the keys of a range in most comparisons. */
  SortPrefix prefix(int range) {
    return prefixes[range];
  }

  /** The range that a record's key falls into. */
  public int range(SortRecord record) {
    return range(record.bytes(), SortRecord.KEY, record.keyLength());
  }

  /** The first range that may hold keys of a store. */
  public int firstOf(int store) {
    byte[] key = CellRecords.rowKey(store, new byte[0]);
    return range(key, 0, key.length);
  }

  /** The last range that may hold keys of a store. */
  public int lastOf(int store) {
    byte[] key = Bytes.toBytes(store + 1);
    int range = range(key, 0, key.length);
    // A cut is a row of a store, so it never equals what a store begins with.
    return range;
  }

  private int range(byte[] bytes, int offset, int length) {
    int low = 0;
    int high = cuts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] cut = cuts[middle];
      if (compare(cut, bytes, offset, length) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int compare(byte[] cut, byte[] bytes, int offset, int length) {
    return RecordOrder.compareBytes(
        cut,
        Platform.BYTE_ARRAY_OFFSET,
        cut.length,
        bytes,
        (long) Platform.BYTE_ARRAY_OFFSET + offset,
        length);
  }

  private static boolean sameStore(byte[] a, byte[] b) {
    return Arrays.equals(a, 0, Integer.BYTES, b, 0, Integer.BYTES);
  }
}
