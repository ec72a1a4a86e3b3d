package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.jobs.sort.KeyRanges.Sample;
import io.longshore.jobs.sort.hbase.CellRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

class KeyRangesTest {
  private static final int STORES = 5;
  private static final int MOST_CUTS_A_STORE = 24;

  /** After any row there is one, as far as these tests go. */
  private static final byte[] LAST_ROW = new byte[100];

  static {
    Arrays.fill(LAST_ROW, (byte) 0xff);
  }

  /** A row that was seen. */
  record Seen(int store, byte[] row, long bytes) {
    Sample sample() {
      return new Sample(CellRecords.rowKey(store, row), bytes);
    }

    @Override
    public String toString() {
      return store + "/" + Bytes.toStringBinary(row) + ": " + bytes;
    }
  }

  @Provide
  Arbitrary<List<Seen>> seen() {
    return Combinators.combine(
            Arbitraries.integers().between(0, STORES - 1),
            TestRecords.bytes(1, 4),
            Arbitraries.oneOf(
                Arbitraries.longs().between(1, 10), Arbitraries.longs().between(1, 1 << 30)))
        .as(Seen::new)
        .list()
        .ofMaxSize(300);
  }

  @Provide
  Arbitrary<byte[]> tails() {
    return TestRecords.bytes(1, 6);
  }

  @Property(tries = 300)
  void rangesAreOrderedAsTheirKeysAre(
      @ForAll("seen") List<Seen> seen, @ForAll @IntRange(min = 1, max = 40) int most) {
    KeyRanges ranges = of(seen, most);
    assertThat(ranges.size()).isBetween(1, most);
    List<byte[]> keys = new ArrayList<>();
    for (Seen each : seen) {
      keys.add(each.sample().key());
      keys.add(cell(each.store(), each.row(), new byte[] {0}));
      keys.add(cell(each.store(), TestRecords.concat(each.row(), new byte[1]), new byte[3]));
    }
    keys.sort(Arrays::compareUnsigned);
    int before = 0;
    for (byte[] key : keys) {
      int range = ranges.range(TestRecords.of(key));
      assertThat(range).isBetween(before, ranges.size() - 1);
      before = range;
    }
  }

  @Property(tries = 300)
  void aRowIsInOneRange(
      @ForAll("seen") List<Seen> seen,
      @ForAll @IntRange(min = 1, max = 40) int most,
      @ForAll("tails") byte[] tail) {
    KeyRanges ranges = of(seen, most);
    for (Seen each : seen) {
      assertThat(ranges.range(TestRecords.of(cell(each.store(), each.row(), tail))))
          .isEqualTo(ranges.range(TestRecords.of(each.sample().key())));
    }
  }

  @Property(tries = 300)
  void aStoreIsCutIntoFewEnoughFilesToBeLoadedAtOnce(
      @ForAll("seen") @Size(min = 100) List<Seen> seen,
      @ForAll @IntRange(min = 30, max = 200) int most) {
    KeyRanges ranges = of(seen, most);
    for (int store = 0; store < STORES; store++) {
      assertThat(ranges.lastOf(store) - ranges.firstOf(store)).isBetween(0, MOST_CUTS_A_STORE);
    }
  }

  @Property(tries = 300)
  void firstAndLastAreTheRangesOfAStoresFirstAndLastKey(
      @ForAll("seen") List<Seen> seen, @ForAll @IntRange(min = 1, max = 40) int most) {
    assertFirstAndLast(of(seen, most), STORES);
  }

  @Property(tries = 300)
  void firstAndLastAreRightWhereCutsLieBetweenStores(
      @ForAll @IntRange(min = 1, max = 30) int stores,
      @ForAll @IntRange(min = 1, max = 40) int most) {
    KeyRanges ranges = KeyRanges.of(everyStore(stores), most);
    assertThat(ranges.size()).isEqualTo(Math.min(stores, most));
    assertFirstAndLast(ranges, stores);
  }

  @Property(tries = 300)
  void noRangeHasMuchMoreThanItsShareButWhereAStoreIsCutOftenAlready(
      @ForAll("seen") List<Seen> seen, @ForAll @IntRange(min = 1, max = 40) int most) {
    KeyRanges ranges = of(seen, most);
    long total = seen.stream().mapToLong(Seen::bytes).sum();
    Map<Integer, Long> weights = weights(ranges, seen);
    long heaviest = rows(seen).values().stream().mapToLong(Long::longValue).max().orElse(0);
    for (int store = 0; store < STORES; store++) {
      if (ranges.lastOf(store) - ranges.firstOf(store) < MOST_CUTS_A_STORE - 1) {
        for (int range = ranges.firstOf(store); range <= ranges.lastOf(store); range++) {
          long limit = total / most + 1 + heaviest;
          if (!sharedWithAStoreThatIsCutOften(ranges, range)) {
            assertThat(weights.getOrDefault(range, 0L)).isLessThanOrEqualTo(limit);
          }
        }
      }
    }
  }

  @Test
  void aStoreThatHasItsCutsLeavesTheStoresAfterItTheirShare() {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < 9000; i++) {
      seen.add(new Seen(0, Bytes.toBytes(i), 1));
    }
    for (int i = 0; i < 1000; i++) {
      seen.add(new Seen(1, Bytes.toBytes(i), 1));
    }
    KeyRanges ranges = of(seen, 100);
    Map<Integer, Long> weights = weights(ranges, seen);
    for (int range = ranges.firstOf(1) + 1; range < ranges.lastOf(1); range++) {
      assertThat(weights.get(range)).isEqualTo(100);
    }
    assertThat(ranges.lastOf(1) - ranges.firstOf(1)).isBetween(9, 10);
  }

  @Test
  void evenWeightsAreCutEvenly() {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(new Seen(i % 2, Bytes.toBytes(i), 1L << 40));
    }
    KeyRanges ranges = of(seen, 20);
    assertThat(ranges.size()).isEqualTo(20);
    assertThat(weights(ranges, seen).values()).containsOnly(50L << 40);
  }

  @Test
  void aHotRowIsNotCut() {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      seen.add(new Seen(0, new byte[] {7}, 10));
      seen.add(new Seen(0, new byte[] {8, (byte) i}, 1));
    }
    KeyRanges ranges = of(seen, 10);
    assertThat(ranges.range(TestRecords.of(cell(0, new byte[] {7}, new byte[] {-1})))).isZero();
    assertThat(ranges.size()).isBetween(2, 10);
  }

  @Test
  void withoutSamplesThereIsOneRange() {
    KeyRanges ranges = KeyRanges.of(List.of(), 8);
    assertThat(ranges.size()).isEqualTo(1);
    assertThat(ranges.firstOf(3)).isZero();
    assertThat(ranges.lastOf(3)).isZero();
  }

  private static void assertFirstAndLast(KeyRanges ranges, int stores) {
    for (int store = 0; store < stores; store++) {
      SortRecord bulkLoad = new SortRecord();
      CellRecords.encodeBulkLoad(store, 1, bulkLoad);
      assertThat(ranges.firstOf(store)).isEqualTo(ranges.range(bulkLoad));
      assertThat(ranges.lastOf(store))
          .isEqualTo(ranges.range(TestRecords.of(cell(store, LAST_ROW, new byte[1]))));
    }
  }

  private static boolean sharedWithAStoreThatIsCutOften(KeyRanges ranges, int range) {
    for (int store = 0; store < STORES; store++) {
      int cuts = ranges.lastOf(store) - ranges.firstOf(store);
      if (cuts >= MOST_CUTS_A_STORE - 1
          && ranges.firstOf(store) <= range
          && range <= ranges.lastOf(store)) {
        return true;
      }
    }
    return false;
  }

  private static Map<Integer, Long> weights(KeyRanges ranges, List<Seen> seen) {
    Map<Integer, Long> weights = new TreeMap<>();
    for (Seen each : seen) {
      weights.merge(ranges.range(TestRecords.of(each.sample().key())), each.bytes(), Long::sum);
    }
    return weights;
  }

  private static Map<byte[], Long> rows(List<Seen> seen) {
    Comparator<byte[]> order = Arrays::compareUnsigned;
    Map<byte[], Long> rows = new TreeMap<>(order);
    seen.forEach(each -> rows.merge(each.sample().key(), each.bytes(), Long::sum));
    return rows;
  }

  private static List<Sample> everyStore(int stores) {
    List<Sample> samples = new ArrayList<>();
    for (int store = 0; store < stores; store++) {
      samples.add(new Sample(CellRecords.rowKey(store, new byte[0]), 1));
    }
    return samples;
  }

  private static KeyRanges of(List<Seen> seen, int most) {
    return KeyRanges.of(seen.stream().map(Seen::sample).toList(), most);
  }

  private static byte[] cell(int store, byte[] row, byte[] tail) {
    return TestRecords.concat(CellRecords.rowKey(store, row), tail);
  }
}
