package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.hfile.RowRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

class MomentsTest {
  @Provide
  Arbitrary<List<Moments>> parts() {
    Arbitrary<long[]> numbers =
        Arbitraries.longs().between(0, 20).array(long[].class).ofMinSize(6).ofMaxSize(6);
    return Combinators.combine(Arbitraries.of("r", "s"), numbers, numbers)
        .as((region, seconds, sequences) -> moments(region, seconds, sequences))
        .list()
        .ofMaxSize(5);
  }

  @Test
  void whatOneWalSaysIsKept() {
    Moments moments = moments("r", new long[] {4, 9}, new long[] {17, 20});
    assertThat(Moments.merge(List.of(moments))).containsExactly(moments);
    assertThat(moments.highest()).isEqualTo(20);
  }

  @Test
  void rowsAreThoseOfAllWals() {
    assertThat(Moments.merge(List.of(rows("d", "e\\x00"), rows("", ""), rows("b", "c"))))
        .containsExactly(rows("b", "e\\x00"));
    assertThat(rows("b", "e\\x00").rows())
        .hasValue(new RowRange(Bytes.toBytes("b"), new byte[] {'e', 0, 0}));
    assertThat(rows("", "").rows()).isEmpty();
    assertThat(Moments.merge(List.of(rows("d", "e"), rows(null, null))))
        .noneMatch(Moments::tellsRows);
  }

  @Test
  void aMomentIsReachedAtTheEndOfItsStep() {
    Moments moments = moments("r", new long[] {4, 14}, new long[] {17, 20});
    assertThat(moments.reachedAt(4_998)).isZero();
    assertThat(moments.reachedAt(4_999)).isEqualTo(17);
    assertThat(moments.reachedAt(14_998)).isEqualTo(17);
    assertThat(moments.reachedAt(14_999)).isEqualTo(20);
    assertThat(moments.isAfter(14_998)).isTrue();
    assertThat(moments.isAfter(14_999)).isFalse();
    assertThat(moments.reached(9_998)).isEqualTo(9_998);
    assertThat(moments.reached(10_000)).isEqualTo(9_999);
    assertThat(moments.reached(14_998)).isEqualTo(9_999);
    assertThat(moments.reached(14_999)).isEqualTo(14_999);
    assertThat(moments.reached(20_000)).isEqualTo(20_000);
    assertThat(moments.end()).isEqualTo(14_999);
  }

  @Test
  void nothingIsMergedToNothing() {
    assertThat(Moments.merge(List.of())).isEmpty();
    assertThat(moments("r", new long[0], new long[0]).highest()).isZero();
  }

  @Test
  void severalWalsOfARegionArePutTogether() {
    assertThat(
            Moments.merge(
                List.of(
                    moments("r", new long[] {9, 14}, new long[] {7, 9}),
                    moments("r", new long[] {4, 9}, new long[] {2, 5}))))
        .containsExactly(moments("r", new long[] {4, 9, 14}, new long[] {2, 7, 9}));
  }

  @Test
  void regionsAreKeptApartAndOrderedByTableAndName() {
    Moments a = moments("b", "x", 1);
    Moments b = moments("a", "z", 2);
    Moments c = moments("a", "y", 3);
    Moments d = moments("a.b", "a", 4);
    assertThat(Moments.merge(List.of(a, d, b, c))).containsExactly(c, b, d, a);
  }

  @Test
  void aLaterIdWithAnEarlierTimeHasTheTimeOfTheEarlierId() {
    // The region moved to a server whose clock is behind.
    assertThat(
            Moments.merge(
                List.of(
                    moments("r", new long[] {50}, new long[] {10}),
                    moments("r", new long[] {40, 60}, new long[] {11, 12}))))
        .containsExactly(moments("r", new long[] {50, 60}, new long[] {11, 12}));
  }

  @Test
  void anEntryThatTwoWalsHoldHasTheLaterOfItsTimes() {
    assertThat(
            Moments.merge(
                List.of(
                    moments("r", new long[] {5}, new long[] {10}),
                    moments("r", new long[] {6}, new long[] {10}))))
        .containsExactly(moments("r", new long[] {6}, new long[] {10}));
  }

  @Property
  void theOrderOfPartsDoesNotMatter(@ForAll("parts") List<Moments> parts, @ForAll long seed) {
    List<Moments> shuffled = new ArrayList<>(parts);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(Moments.merge(shuffled)).isEqualTo(Moments.merge(parts));
  }

  @Property
  void mergingWhatWasMergedChangesNothing(@ForAll("parts") List<Moments> parts) {
    List<Moments> merged = Moments.merge(parts);
    assertThat(Moments.merge(merged)).isEqualTo(merged);
  }

  @Property
  void bothSecondsAndSequencesAscend(@ForAll("parts") List<Moments> parts) {
    for (Moments merged : Moments.merge(parts)) {
      assertThat(merged.seconds()).isSorted().doesNotHaveDuplicates();
      assertThat(merged.sequences()).isSorted().doesNotHaveDuplicates();
    }
  }

  /** Up to any moment nothing is included that any of the parts says was written later. */
  @Property
  void noIdIsSaidToBeEarlierThanAnyPartSaysOfItOrOfOneBefore(@ForAll("parts") List<Moments> parts) {
    Map<String, Long> highest = new TreeMap<>();
    parts.forEach(part -> highest.merge(part.region(), max(part.sequences()), Math::max));
    for (Moments merged : Moments.merge(parts)) {
      assertThat(merged.highest()).isEqualTo(highest.get(merged.region()));
      for (Moments part : parts) {
        if (part.region().equals(merged.region())) {
          assertNotEarlier(merged, part);
        }
      }
    }
  }

  private static void assertNotEarlier(Moments merged, Moments part) {
    for (int i = 0; i < part.sequences().length; i++) {
      assertThat(second(merged, part.sequences()[i])).isGreaterThanOrEqualTo(part.seconds()[i]);
    }
  }

  /** When a sequence id was reached. */
  private static long second(Moments moments, long sequence) {
    int i = 0;
    while (moments.sequences()[i] < sequence) {
      i++;
    }
    return moments.seconds()[i];
  }

  private static long max(long[] numbers) {
    long max = Long.MIN_VALUE;
    for (long number : numbers) {
      max = Math.max(max, number);
    }
    return max;
  }

  private static Moments moments(String region, long[] seconds, long[] sequences) {
    return new Moments("t", region, "a", "z", 5, seconds, sequences);
  }

  private static Moments moments(String table, String region, long sequence) {
    return new Moments(table, region, "a", "z", 5, new long[] {1}, new long[] {sequence});
  }

  private static Moments rows(String first, String last) {
    return new Moments("t", "r", first, last, 1, new long[0], new long[0]);
  }
}
