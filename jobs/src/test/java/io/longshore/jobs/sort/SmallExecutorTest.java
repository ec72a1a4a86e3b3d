package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.SmallProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one executor with a gigabyte has to hold is never a whole row. */
class SmallExecutorTest {
  @TempDir private Path directory;

  @ParameterizedTest(name = "a row of {0} cells, a cell of {1} bytes")
  @CsvSource({"10000000, 10", "1000, 67108864"})
  void aGigabyteIsEnough(int cells, int large) throws Exception {
    SmallProcess process =
        SmallProcess.run(
            directory, SmallExecutor.class, directory.toUri().toString(), "" + cells, "" + large);
    assertThat(process.inTime()).isTrue();
    assertThat(process.status()).as(process.said()).isZero();
    assertThat(process.said()).contains("cells came back.");
  }
}
