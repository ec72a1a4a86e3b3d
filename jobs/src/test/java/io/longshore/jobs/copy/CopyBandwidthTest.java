package io.longshore.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileAttributes;
import io.longshore.core.option.Bandwidth;
import io.longshore.jobs.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rates over a few seconds on a real session of two slots. None is ever exceeded; how closely each
 * is reached, the benchmarks measure on a machine that does nothing else.
 */
class CopyBandwidthTest {
  private static final int MB = 1 << 20;

  @TempDir Path directory;
  private SparkSession spark;

  @AfterEach
  void stop() {
    spark.stop();
  }

  @Test
  void theTotalIsKeptThoughTasksFinishUnevenly() throws IOException {
    spark = LocalSpark.open();
    warmUp();
    // One task has three quarters of the bytes, and is alone for half of the time.
    double rate = rate(new CopyLimits(2, null, new Bandwidth(8 * MB)), 21 * MB, 7 * MB);
    assertThat(rate).isBetween(0.4 * 8, 1.0 * 8);
  }

  @Test
  void aRateIsKeptByOneTaskThatAlsoHasToWriteTheBytes() throws IOException {
    spark = LocalSpark.open();
    warmUp();
    double rate = rate(new CopyLimits(1, new Bandwidth(20 * MB), null), 40 * MB);
    assertThat(rate).isBetween(0.4 * 20, 1.0 * 20);
  }

  @Test
  void eachTaskHasItsOwnRate() throws IOException {
    spark = LocalSpark.open();
    warmUp();
    double rate = rate(new CopyLimits(2, new Bandwidth(4 * MB), null), 10 * MB, 10 * MB);
    assertThat(rate).isBetween(0.4 * 8, 1.0 * 8);
  }

  @Test
  void withoutThePluginTheTotalIsSharedOutOverTheSlots() throws IOException {
    spark = LocalSpark.withoutPlugin(Map.of());
    warmUp();
    double rate =
        rate(new CopyLimits(0, null, new Bandwidth(8 * MB)), 8 * MB, 8 * MB, 4 * MB, 4 * MB);
    assertThat(rate).isBetween(0.4 * 8, 1.0 * 8);
  }

  @Test
  void withoutThePluginTheTotalIsNotExceededWhateverTheParallelism() throws IOException {
    // More tasks run at once than the setting says.
    spark = LocalSpark.withoutPlugin(Map.of("spark.default.parallelism", "1"));
    warmUp();
    double rate = rate(new CopyLimits(0, null, new Bandwidth(4 * MB)), 2 * MB, 2 * MB, 2 * MB);
    assertThat(rate).isLessThanOrEqualTo(4);
    stop();
    spark = LocalSpark.withoutPlugin(Map.of("spark.default.parallelism", "16"));
    assertThat(rate(new CopyLimits(6, null, new Bandwidth(4 * MB)), 2 * MB, 2 * MB, 2 * MB, MB))
        .isLessThanOrEqualTo(4);
  }

  /** Megabytes a second. */
  private double rate(CopyLimits limits, int... lengths) throws IOException {
    FileTree tree = new FileTree(directory.resolve("t" + System.nanoTime()));
    long all = 0;
    for (int length : lengths) {
      tree.add("f" + tree.items.size(), new byte[length]);
      all += length;
    }
    CopyReport report = job(tree, limits).run("copy", tree.items, CopyLog.NONE, p -> {});
    assertThat(report.bytesMoved()).isEqualTo(all);
    assertThat(tree.differences()).isEmpty();
    double rate = all / 1e0 / MB / (report.took().toNanos() / 1e9);
    System.out.printf("%s: %.3f MB/s, %s%n", limits, rate, report.took());
    return rate;
  }

  private void warmUp() throws IOException {
    FileTree tree = new FileTree(directory.resolve("warm"));
    tree.add("a", new byte[MB]);
    tree.add("b", new byte[MB]);
    job(tree, new CopyLimits(2, new Bandwidth(1000 * MB), new Bandwidth(1000 * MB)))
        .run("copy", tree.items, CopyLog.NONE, p -> {});
  }

  private CopyJob job(FileTree tree, CopyLimits limits) {
    CopySettings settings =
        new CopySettings(256 << 10, 2, Duration.ofMillis(1), true, 1L << 40, FileAttributes.NONE);
    return new CopyJob(spark, new Configuration(), tree.scratchPath(), settings, limits);
  }
}
