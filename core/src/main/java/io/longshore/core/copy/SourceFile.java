package io.longshore.core.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;

/** Reading a file's bytes for their checksum only. */
public final class SourceFile {
  /** Small enough to stay in the processor's cache between reading, summing and writing. */
  private static final int IN_CACHE = 256 << 10;

  private SourceFile() {}

  /** A buffer for {@link #checksum}; direct, which a local disk fills without a copy on the way. */
  public static ByteBuffer buffer() {
    return buffer(IN_CACHE);
  }

  /**
   * The same.
   *
   * @param most its size at most
   */
  static ByteBuffer buffer(int most) {
    return ByteBuffer.allocateDirect(Math.min(IN_CACHE, most));
  }

  /**
   * The checksum of a range of an item's source.
   *
   * @param buffer that the bytes pass through
   * @param progress told of every byte read
   */
  public static Checksum checksum(
      Configuration conf,
      CopyItem item,
      FilePart range,
      ByteBuffer buffer,
      BandwidthBudget budget,
      LongConsumer progress)
      throws IOException {
    try (SourceStream in = new SourceStream(conf, item, range, budget, progress)) {
      while (in.read(buffer.clear()) >= 0) {
        // The stream sums what passes.
      }
      return in.checksum();
    }
  }
}
