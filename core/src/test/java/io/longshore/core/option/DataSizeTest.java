package io.longshore.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "4096b, 4096",
    "64k, 65536",
    "64K, 65536",
    "64kb, 65536",
    "64KiB, 65536",
    "128MB, 134217728",
    "' 128 MB ', 134217728",
    "1.5GB, 1610612736",
    "0.5k, 512",
    "2t, 2199023255552",
    "1P, 1125899906842624",
    "9223372036854775807, 9223372036854775807"
  })
  void readsWhatUsersWrite(String text, long bytes) {
    assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "MB", "-1", "-5MB", "1,5GB", "1e3", "12XB", "1 2", "0x10", "1.", ".5k"})
  void rejectsWhatIsNoSize(String text) {
    assertThatThrownBy(() -> DataSize.parse(text))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessage("Cannot read \"" + text + "\" as a size.");
              assertThat(e.hint()).isEqualTo("Write it as 4096, 64k, 128MB or 1.5GB.");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "8192PB", "99999999999999999999999999PB"})
  void rejectsMoreThanALongHolds(String text) {
    assertThatThrownBy(() -> DataSize.parse(text))
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("larger than any store");
  }

  @Test
  void rejectsLessThanNothing() {
    assertThatThrownBy(() -> new DataSize(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void readsEveryNumberOfBytesExactly(@ForAll @LongRange(min = 0) long bytes) {
    assertThat(DataSize.parse(Long.toString(bytes)).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.00 KB",
    "1572864, 1.50 MB",
    "15728640, 15.0 MB",
    "157286400, 150 MB",
    "1610612736, 1.50 GB"
  })
  void printsThreeDigitsAndAUnit(long bytes, String text) {
    assertThat(new DataSize(bytes)).hasToString(text);
  }
}
