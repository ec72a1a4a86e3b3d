package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {
  @Test
  void isTheCrc32cOfTheTextbook() {
    assertThat(Checksum.of("123456789".getBytes(StandardCharsets.US_ASCII)))
        .hasToString("e3069283");
    assertThat(Checksum.of(new byte[0])).isEqualTo(Checksum.OF_NOTHING);
  }

  @Property
  void partsPutTogetherGiveTheWhole(
      @ForAll @Size(max = 5000) byte[] content,
      @ForAll @IntRange(max = 12) int cuts,
      @ForAll long seed) {
    int[] points = new Random(seed).ints(cuts, 0, content.length + 1).sorted().toArray();
    Checksum sum = Checksum.OF_NOTHING;
    int from = 0;
    for (int i = 0; i <= cuts; i++) {
      int to = i < cuts ? points[i] : content.length;
      sum = sum.then(Checksum.of(Arrays.copyOfRange(content, from, to)), to - from);
      from = to;
    }
    assertThat(sum).isEqualTo(Checksum.of(content));
  }

  @Property
  void printsAndReadsBack(@ForAll int value) {
    assertThat(Checksum.parse(new Checksum(value).toString())).isEqualTo(new Checksum(value));
    assertThat(new Checksum(value).toString()).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "123456789", "xxxxxxxx", "-1234567"})
  void rejectsAnythingButEightHexadecimalDigits(String text) {
    assertThatThrownBy(() -> Checksum.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
