package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SortPrefixTest {
  /** What keys have in common, and two keys that begin with more or less of it. */
  record Case(byte[] common, byte[] left, byte[] right) {
    @Override
    public String toString() {
      return List.of(common, left, right).stream().map(Arrays::toString).toList().toString();
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    return TestRecords.bytes(0, 12)
        .flatMap(
            common ->
                Combinators.combine(keys(common), keys(common))
                    .as((left, right) -> new Case(common, left, right)));
  }

  @Property(tries = 20_000)
  void theLesserKeyNeverHasTheGreaterPrefix(@ForAll("cases") Case each) {
    SortPrefix prefix = new SortPrefix(each.common());
    int keys = Arrays.compareUnsigned(each.left(), each.right());
    int prefixes = Long.compareUnsigned(of(prefix, each.left()), of(prefix, each.right()));
    if (keys == 0) {
      assertThat(prefixes).isZero();
    } else {
      assertThat(Integer.signum(prefixes)).isIn(0, Integer.signum(keys));
    }
  }

  @Property
  void keysThatDifferInTheEightBytesAfterWhatIsCommonAreToldApart(@ForAll("cases") Case each) {
    SortPrefix prefix = new SortPrefix(each.common());
    byte[] left = eightAfter(each.common(), each.left());
    byte[] right = eightAfter(each.common(), each.right());
    assertThat(Integer.signum(Long.compareUnsigned(of(prefix, left), of(prefix, right))))
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(left, right)));
  }

  @Property
  void whatIsCommonIsWhatFirstAndLastBeginWith(@ForAll("cases") Case each) {
    byte[] common = SortPrefix.of(each.left(), each.right()).common();
    int mismatch = Arrays.mismatch(each.left(), each.right());
    int length = mismatch < 0 ? each.left().length : mismatch;
    assertThat(common).isEqualTo(Arrays.copyOf(each.left(), length));
  }

  @Test
  void keysBeforeAndAfterTheCommonBeginningAreAtTheEnds() {
    SortPrefix prefix = new SortPrefix(new byte[] {5, 5});
    assertThat(of(prefix, new byte[] {})).isZero();
    assertThat(of(prefix, new byte[] {5})).isZero();
    assertThat(of(prefix, new byte[] {5, 4, (byte) 0xff})).isZero();
    assertThat(of(prefix, new byte[] {5, 6})).isEqualTo(-1);
    assertThat(of(prefix, new byte[] {(byte) 0xff})).isEqualTo(-1);
    assertThat(of(prefix, new byte[] {5, 5, 1})).isEqualTo(1L << 56);
  }

  private static Arbitrary<byte[]> keys(byte[] common) {
    return Combinators.combine(
            Arbitraries.integers().between(0, common.length), TestRecords.bytes(0, 12))
        .as((length, rest) -> TestRecords.concat(Arrays.copyOf(common, length), rest));
  }

  private static byte[] eightAfter(byte[] common, byte[] key) {
    return TestRecords.concat(common, Arrays.copyOf(key, Long.BYTES));
  }

  private static long of(SortPrefix prefix, byte[] key) {
    return prefix.of(TestRecords.of(key).bytes());
  }
}
