package io.longshore.jobs.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.SmallProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one executor with a gigabyte has to hold of a merge is a block a file, never a row. */
class SmallMergeTest {
  @TempDir private Path directory;

  @Test
  void aGigabyteIsEnoughForFiftyImagesAndARowOfTenMillionCells() throws Exception {
    SmallProcess process =
        SmallProcess.run(
            directory, SmallMerge.class, directory.toUri().toString(), "50", "10000000");
    assertThat(process.inTime()).isTrue();
    assertThat(process.status()).as(process.said()).isZero();
    assertThat(process.said()).contains("All 10000000 cells of one row came back in order.");
  }
}
