package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.unsafe.Platform;

class RecordOrderTest {
  private final RecordOrder order = new RecordOrder();

  /** Two keys that begin alike. */
  record Pair(byte[] left, byte[] right) {
    @Override
    public String toString() {
      return Arrays.toString(left) + " and " + Arrays.toString(right);
    }
  }

  @Provide
  Arbitrary<Pair> pairs() {
    return Combinators.combine(
            TestRecords.bytes(0, 20), TestRecords.bytes(0, 10), TestRecords.bytes(0, 10))
        .as(
            (common, left, right) ->
                new Pair(TestRecords.concat(common, left), TestRecords.concat(common, right)));
  }

  @Property(tries = 5000)
  void recordsOrderByTheirKeysAlone(@ForAll("pairs") Pair pair) {
    SortRecord left = TestRecords.of(pair.left(), 3);
    SortRecord right = TestRecords.of(pair.right(), 30);
    assertThat(Integer.signum(compare(left, right)))
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(pair.left(), pair.right())));
  }

  private int compare(SortRecord left, SortRecord right) {
    return order.compare(
        left.bytes(),
        Platform.BYTE_ARRAY_OFFSET,
        left.length(),
        right.bytes(),
        Platform.BYTE_ARRAY_OFFSET,
        right.length());
  }
}
