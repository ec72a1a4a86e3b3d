package io.longshore.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileAttributes;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongshoreOptionsTest {
  private final Configuration conf = new Configuration(false);

  @Test
  void pinsEveryKeyAndDefault() {
    assertThat(LongshoreOptions.ALL)
        .extracting(option -> option.key() + " = " + option.defaultText())
        .containsExactly(
            "longshore.copy.part.size = 128MB",
            "longshore.copy.buffer.size = 1MB",
            "longshore.copy.attempts = 4",
            "longshore.copy.backoff = 500ms",
            "longshore.session.heartbeat.interval = 5s",
            "longshore.session.heartbeat.timeout = 60s",
            "longshore.session.journal.keep = 30d",
            "hbase.backup.attempts.max = 10",
            "hbase.backup.attempts.pause.ms = 10000",
            "longshore.restore.compaction.wait = 10m");
  }

  @Test
  void listsEveryOptionThatIsDeclared() {
    long declared =
        Arrays.stream(LongshoreOptions.class.getDeclaredFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .filter(field -> field.getType() == ConfigOption.class)
            .count();
    assertThat(LongshoreOptions.ALL).hasSize((int) declared).doesNotHaveDuplicates();
  }

  @Test
  void everyDefaultReads() {
    assertThat(LongshoreOptions.ALL)
        .allSatisfy(
            option -> {
              assertThat((Object) option.read(conf)).isNotNull();
              assertThat(option.meaning()).endsWith(".").doesNotContain("\n");
            });
  }

  @Test
  void aFlagGoesBeforeTheConfigurationAndThatBeforeTheDefault() {
    assertThat(LongshoreOptions.COPY_ATTEMPTS.read(Optional.empty(), conf)).isEqualTo(4);
    conf.set("longshore.copy.attempts", " 7 ");
    assertThat(LongshoreOptions.COPY_ATTEMPTS.read(Optional.empty(), conf)).isEqualTo(7);
    assertThat(LongshoreOptions.COPY_ATTEMPTS.read(Optional.of(2), conf)).isEqualTo(2);
  }

  @Test
  void namesTheKeyOfAValueThatCannotBeRead() {
    conf.set("longshore.copy.attempts", "many");
    assertThatThrownBy(() -> LongshoreOptions.COPY_ATTEMPTS.read(conf))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e)
                  .hasMessage("Cannot read \"many\" as the value of longshore.copy.attempts.");
              assertThat(e.hint()).isEqualTo("The default is 4.");
            });
    conf.set("longshore.copy.part.size", "big");
    assertThatThrownBy(() -> LongshoreOptions.PART_SIZE.read(conf))
        .hasMessage("longshore.copy.part.size: Cannot read \"big\" as a size.");
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "250, PT0.25S",
    "5s, PT5S",
    "5 S, PT5S",
    "2m, PT2M",
    "1h, PT1H",
    "7d, PT168H",
    "0, PT0S"
  })
  void readsDurations(String text, Duration duration) {
    assertThat(LongshoreOptions.parseDuration(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1s", "1.5s", "soon", "5 minutes", "5w", "ms"})
  void rejectsWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> LongshoreOptions.parseDuration(text))
        .isInstanceOf(LongshoreException.class)
        .hasMessage("Cannot read \"" + text + "\" as a duration.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", "999999999999999999d", "300000d"})
  void rejectsDurationsThatNobodyCanWaitFor(String text) {
    assertThatThrownBy(() -> LongshoreOptions.parseDuration(text))
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("is too long");
  }

  @ParameterizedTest
  @CsvSource({
    "longshore.copy.attempts, 0",
    "longshore.copy.attempts, -1",
    "longshore.copy.part.size, 0",
    "longshore.copy.buffer.size, 0",
    "longshore.copy.backoff, 0s"
  })
  void rejectsSettingsThatCopyNothing(String key, String value) {
    conf.set(key, value);
    assertThatThrownBy(() -> CopySettings.from(conf))
        .isInstanceOf(LongshoreException.class)
        .hasMessageStartingWith(key + " is ");
  }

  @Test
  void copySettingsComeFromTheConfiguration() {
    conf.set("longshore.copy.buffer.size", "64k");
    conf.set("longshore.copy.backoff", "1s");
    CopySettings settings = CopySettings.from(conf);
    assertThat(settings)
        .isEqualTo(
            new CopySettings(
                65536, 4, Duration.ofSeconds(1), true, 128L << 20, FileAttributes.NONE));
    assertThat(settings.withoutVerification().verify()).isFalse();
  }
}
