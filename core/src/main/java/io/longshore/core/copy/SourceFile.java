package io.longshore.core.copy;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;

/** Reading a file's bytes for their checksum only. */
public final class SourceFile {
  private SourceFile() {}

  /**
   * The checksum of a range of an item's source.
   *
   * @param progress told of every byte read
   */
  public static Checksum checksum(
      Configuration conf,
      CopyItem item,
      FilePart range,
      int bufferSize,
      BandwidthBudget budget,
      LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[bufferSize];
    try (SourceStream in = new SourceStream(conf, item, range, budget, progress)) {
      while (in.read(buffer) >= 0) {
        // The stream sums what passes.
      }
      return in.checksum();
    }
  }
}
