package io.longshore.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {
  private static final long MB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "50, 52428800",
    "1.5, 1572864",
    "50MB, 52428800",
    "50MB/s, 52428800",
    "50 MB/s, 52428800",
    "50MB/sec, 52428800",
    "512k, 524288",
    "' 7 ', 7340032"
  })
  void readsABareNumberAsMegabytesASecond(String text, long bytesPerSecond) {
    assertThat(Bandwidth.parse(text).bytesPerSecond()).isEqualTo(bytesPerSecond);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "0MB", "0.0", "-3", "fast", "", "MB/s", "99999999999999999999", "9000000PB"})
  void rejectsWhatMovesNothingOrIsNoRate(String text) {
    assertThatThrownBy(() -> Bandwidth.parse(text))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @Test
  void countsWholeMegabytesAsTheStockToolsDo() {
    assertThat(Bandwidth.ofMegabytesPerSecond(3).bytesPerSecond()).isEqualTo(3 * MB);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void rejectsMegabytesThatMakeNoRate(long megabytes) {
    assertThatThrownBy(() -> Bandwidth.ofMegabytesPerSecond(megabytes))
        .isInstanceOf(LongshoreException.class);
  }

  @Test
  void printsItsRate() {
    assertThat(new Bandwidth(50 * MB)).hasToString("50.0 MB/s");
  }
}
