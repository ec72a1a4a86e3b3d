package io.longshore.jobs.run;

import java.time.Duration;

/** Is told about once a second how far a job is. */
@FunctionalInterface
public interface ProgressListener {
  ProgressListener SILENT = progress -> {};

  void onProgress(Progress progress);

  /**
   * How far a job is.
   *
   * @param what it does, in a word or two
   */
  record Progress(
      String what, long bytes, long totalBytes, long files, long totalFiles, Duration elapsed) {

    /** Bytes a second so far. */
    public double rate() {
      double seconds = elapsed.toNanos() / 1e9;
      return seconds > 0 ? bytes / seconds : 0;
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
