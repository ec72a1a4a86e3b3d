package io.longshore.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileAttributes;
import io.longshore.core.option.Bandwidth;
import io.longshore.jobs.LocalSpark;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumJobTest {
  private static final long SEED = new Random().nextLong();
  private static SparkSession spark;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    System.out.println("seed " + SEED);
    spark = LocalSpark.open();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void answersEveryChecksumAlsoOfFilesReadInParts() throws IOException {
    FileTree tree = new FileTree(directory);
    tree.addRandom(new Random(SEED), 50, 300_000);

    Map<String, Optional<Checksum>> sums = run(tree.items, CopyLimits.NONE, progress -> {});

    assertThat(sums).hasSize(50);
    for (CopyItem item : tree.items) {
      byte[] content = Files.readAllBytes(FileTree.path(item.sources().get(0)));
      assertThat(sums.get(item.target())).as("seed %d", SEED).contains(Checksum.of(content));
    }
  }

  @Test
  void answersNothingForFilesThatCannotBeReadAndGoesOn() throws IOException {
    FileTree tree = new FileTree(directory);
    CopyItem good = tree.add("good", new byte[] {1});
    CopyItem missing = tree.add("missing", new byte[] {1});
    CopyItem shorter = tree.add("shorter", new byte[200_000]);
    Files.delete(FileTree.path(missing.sources().get(0)));
    Files.write(FileTree.path(shorter.sources().get(0)), new byte[150_000]);

    assertThat(run(tree.items, CopyLimits.NONE, progress -> {}))
        .containsEntry(good.target(), Optional.of(Checksum.of(new byte[] {1})))
        .containsEntry(missing.target(), Optional.empty())
        .containsEntry(shorter.target(), Optional.empty());
  }

  @Test
  void nothingHasNoChecksums() {
    assertThat(run(List.of(), CopyLimits.NONE, progress -> {})).isEmpty();
  }

  @Test
  void readsWithinItsBandwidthAndReportsProgress() throws IOException {
    FileTree tree = new FileTree(directory);
    tree.add("a", new byte[3 << 20]);
    List<ProgressListener.Progress> seen = Collections.synchronizedList(new ArrayList<>());
    long began = System.nanoTime();
    run(tree.items, new CopyLimits(0, null, new Bandwidth(2 << 20)), seen::add);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1500));
    assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(a.bytes(), b.bytes()));
    assertThat(seen.get(seen.size() - 1).percent()).isEqualTo(100);
  }

  private static Map<String, Optional<Checksum>> run(
      List<CopyItem> items, CopyLimits limits, ProgressListener progress) {
    CopySettings settings =
        new CopySettings(8192, 2, Duration.ofMillis(1), true, 50_000, FileAttributes.NONE);
    return new ChecksumJob(spark, new Configuration(), settings, limits)
        .run("verify", items, progress);
  }
}
