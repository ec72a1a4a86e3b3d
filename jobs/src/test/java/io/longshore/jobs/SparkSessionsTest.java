package io.longshore.jobs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.LongshoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkSessionsTest {
  @Test
  void sparkOfThisSeriesIsSupported() {
    assertThatCode(() -> SparkSessions.requireSupported("3.5.1", "2.12.18"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"3.5.5,2.13.8", "3.4.1,2.12.17", "4.0.0,2.13.16"})
  void anotherSparkIsRefused(String spark, String scala) {
    assertThatThrownBy(() -> SparkSessions.requireSupported(spark, scala))
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("This is Spark " + spark + " with Scala " + scala);
  }
}
