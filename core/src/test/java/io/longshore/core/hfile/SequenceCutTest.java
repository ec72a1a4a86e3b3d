package io.longshore.core.hfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.hfile.SequenceCut.Bound;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SequenceCutTest {
  @Provide
  Arbitrary<List<Bound>> bounds() {
    Arbitrary<byte[]> rows =
        Arbitraries.bytes().between((byte) 'a', (byte) 'd').array(byte[].class).ofSize(2);
    return Combinators.combine(rows, rows, Arbitraries.longs().between(0, 9))
        .as((one, other, sequence) -> new Bound(between(one, other), sequence))
        .list()
        .ofMaxSize(8);
  }

  private static RowRange between(byte[] one, byte[] other) {
    return RowRange.of(one).around(RowRange.of(other));
  }

  @Property
  void ofARowTheHighestOfAllBoundsCounts(@ForAll("bounds") List<Bound> bounds, @ForAll long seed) {
    SequenceCut.Lookup cut = SequenceCut.of(bounds).new Lookup();
    Random random = new Random(seed);
    // Mostly forward, but a reader may go back.
    for (int i = 0; i < 200; i++) {
      byte[] row = {(byte) ('a' - 1 + random.nextInt(6)), (byte) ('a' - 1 + random.nextInt(6))};
      long sequence = 1 + random.nextInt(10);
      long highest =
          bounds.stream()
              .filter(bound -> bound.rows().contains(row))
              .mapToLong(Bound::sequence)
              .max()
              .orElse(0);
      assertThat(cut.has(cell(row, sequence))).isEqualTo(sequence <= highest);
    }
  }

  @Test
  void withoutBoundsNothingCounts() {
    assertThat(SequenceCut.of(List.of()).new Lookup().has(cell(new byte[] {1}, 1))).isFalse();
  }

  private static StoredCell cell(byte[] row, long sequence) {
    StoredCell cell = new StoredCell();
    cell.rowArray = row;
    cell.rowLength = (short) row.length;
    cell.sequence = sequence;
    return cell;
  }
}
