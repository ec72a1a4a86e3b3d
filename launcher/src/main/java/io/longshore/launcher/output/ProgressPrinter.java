package io.longshore.launcher.output;

import io.longshore.core.option.DataSize;
import io.longshore.jobs.run.ProgressListener;
import java.io.PrintStream;

/** One line that is written over on a terminal, a line every ten seconds elsewhere. */
public final class ProgressPrinter implements ProgressListener {
  private static final long LINE_INTERVAL_SECONDS = 10;

  private final PrintStream err;
  private final boolean terminal;
  private long nextLine = LINE_INTERVAL_SECONDS;
  private int width;

  public ProgressPrinter(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public synchronized void onProgress(Progress progress) {
    String line = line(progress);
    if (terminal) {
      width = Math.max(width, line.length());
      err.print("\r" + line + " ".repeat(width - line.length()));
      if (progress.isDone()) {
        err.println();
        width = 0;
      }
      err.flush();
    } else if (progress.isDone() || progress.elapsed().toSeconds() >= nextLine) {
      nextLine = progress.elapsed().toSeconds() + LINE_INTERVAL_SECONDS;
      err.println(line);
    }
    if (progress.isDone()) {
      nextLine = LINE_INTERVAL_SECONDS;
    }
  }

  /**
   * Such as {@code export 42% 1.20 GB of 2.86 GB, 12 of 31 files, 310 MB/s, 0:05 left}, or of WALs
   * {@code sort 42% 1.20 GB of 2.86 GB, 12 of 31 WALs, 4711 cells, 310 MB/s, 0:05 left}.
   */
  static String line(ProgressListener.Progress progress) {
    StringBuilder line = new StringBuilder();
    line.append(progress.what()).append(' ').append(progress.percent()).append("% ");
    line.append(new DataSize(progress.bytes())).append(" of ");
    line.append(new DataSize(progress.totalBytes())).append(", ");
    line.append(progress.files()).append(" of ").append(progress.totalFiles());
    line.append(' ').append(progress.unit());
    progress.cells().ifPresent(cells -> line.append(", ").append(cells).append(" cells"));
    if (progress.rate() >= 1) {
      line.append(", ").append(new DataSize((long) progress.rate())).append("/s");
    }
    progress.left().ifPresent(left -> line.append(", ").append(Clock.of(left)).append(" left"));
    return line.toString();
  }
}
