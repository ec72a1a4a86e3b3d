package io.longshore.jobs.copy;

import io.longshore.core.copy.CopiedFile;
import java.time.Duration;
import java.util.List;

/**
 * What a copy did.
 *
 * @param files all of them, those that were there already too
 * @param bytesMoved by this run
 */
public record CopyReport(List<CopiedFile> files, long bytesMoved, Duration took) {
  /** Of a copy of nothing. */
  public static final CopyReport NOTHING = new CopyReport(List.of(), 0, Duration.ZERO);

  public long bytes() {
    return files.stream().mapToLong(CopiedFile::length).sum();
  }

  public long filesMoved() {
    return files.stream().filter(file -> file.bytesMoved() > 0).count();
  }
}
