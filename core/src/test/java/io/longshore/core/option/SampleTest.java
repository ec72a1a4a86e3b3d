package io.longshore.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
  private static final List<String> THINGS =
      IntStream.range(0, 1000).mapToObj(i -> "region " + i).toList();

  @ParameterizedTest
  @CsvSource({"5%, 20", "5, 20", "' 100 %', 1", "1%, 100", "30%, 4"})
  void eachThingHasItsTurnOnce(String text, int days) {
    Set<String> seen = new HashSet<>();
    int all = 0;
    for (int day = 0; day < days; day++) {
      Sample sample = Sample.parse(text, DAY.plusDays(day));
      List<String> now = THINGS.stream().filter(sample::has).toList();
      all += now.size();
      seen.addAll(now);
    }
    assertThat(all).isEqualTo(THINGS.size());
    assertThat(seen).hasSize(THINGS.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0%", "101%", "-5%", "some", "", "5%%"})
  void whatIsNoPartIsSaid(String text) {
    assertThatThrownBy(() -> Sample.parse(text, DAY)).hasMessageContaining("as a part");
  }

  @Test
  void allIsAll() {
    assertThat(THINGS).allMatch(Sample.ALL::has);
  }
}
