package io.longshore.jobs.run;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Is told about once a second how far a job is. */
@FunctionalInterface
public interface ProgressListener {
  ProgressListener SILENT = progress -> {};

  void onProgress(Progress progress);

  /**
   * How far a job is.
   *
   * @param what it does, in a word or two
   * @param unit what its files are, such as {@code files}
   * @param cells that were read, where the job reads cells
   */
  record Progress(
      String what,
      String unit,
      long bytes,
      long totalBytes,
      long files,
      long totalFiles,
      OptionalLong cells,
      Duration elapsed) {

    /** Bytes a second so far. */
    public double rate() {
      double seconds = elapsed.toNanos() / 1e9;
      return seconds > 0 ? bytes / seconds : 0;
    }

    /** How long the rest takes at this rate; empty where nothing has moved, or nothing is left. */
    public Optional<Duration> left() {
      double rate = rate();
      return rate < 1 || isDone()
          ? Optional.empty()
          : Optional.of(Duration.ofSeconds((long) ((totalBytes - bytes) / rate)));
    }

    /** From zero to a hundred. */
    public int percent() {
      return totalBytes == 0 ? 100 : (int) Math.min(100, bytes * 100 / totalBytes);
    }

    public boolean isDone() {
      return files >= totalFiles && bytes >= totalBytes;
    }
  }
}
