package io.longshore.core.hfile;

import io.longshore.core.error.Errors;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.BlockType;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFileBlock;
import org.apache.hadoop.hbase.io.hfile.HFileInfo;
import org.apache.hadoop.hbase.io.hfile.HFileStreamReader;
import org.apache.hadoop.hbase.io.hfile.ReaderContext;

/**
 * HBase's reader of a file's blocks, which counts them, remembers those of index and Bloom filter
 * that it read last, and can pass over one that is damaged.
 */
final class BlockReader extends HFileStreamReader {
  /** Nothing comes behind the damaged block. */
  static final class LastBlockDamaged extends EOFException {
    private static final long serialVersionUID = 1L;
  }

  private static final int REMEMBERED = 4;

  private final FileFaults faults;
  private final ReadCounters counters;
  private final HFileBlock[] remembered = new HFileBlock[REMEMBERED];
  private final long[] rememberedFrom = new long[REMEMBERED];
  private int oldest;

  /** Of the data block that was read last. */
  private long offset;

  BlockReader(
      ReaderContext context,
      HFileInfo info,
      Configuration conf,
      FileFaults faults,
      ReadCounters counters)
      throws IOException {
    super(context, info, CacheConfig.DISABLED, conf);
    this.faults = faults;
    this.counters = counters;
  }

  /** Where the block begins that was read last, in bytes. */
  long offset() {
    return offset;
  }

  @Override
  public HFileBlock readBlock(
      long from,
      long size,
      boolean cacheBlock,
      boolean pread,
      boolean isCompaction,
      boolean updateCacheMetrics,
      BlockType expected,
      DataBlockEncoding encoding,
      boolean cacheOnly)
      throws IOException {
    boolean guide = expected != null && !expected.isData();
    if (guide) {
      for (int i = 0; i < REMEMBERED; i++) {
        if (remembered[i] != null && rememberedFrom[i] == from) {
          return remembered[i];
        }
      }
    }
    long next = from;
    long nextSize = size;
    while (true) {
      offset = next;
      try {
        HFileBlock block =
            super.readBlock(
                next, nextSize, false, pread, isCompaction, false, expected, encoding, cacheOnly);
        counters.addBlock(block.getOnDiskSizeWithHeader());
        if (guide) {
          remembered[oldest] = block;
          rememberedFrom[oldest] = from;
          oldest = (oldest + 1) % REMEMBERED;
        }
        return block;
      } catch (IOException | RuntimeException e) {
        if (Faults.isPassing(e) || expected == BlockType.BLOOM_CHUNK) {
          throw e;
        }
        faults.damaged(getPath().toString(), next, e);
        counters.addDamagedBlock();
        if (guide || nextSize <= 0) {
          // Without its index nothing of the file can be found; without a length no next block.
          throw Errors.storeFileDamaged(getPath().toString(), next, e);
        }
        next += nextSize;
        nextSize = -1;
        if (next > getTrailer().getLastDataBlockOffset()) {
          throw new LastBlockDamaged();
        }
      }
    }
  }
}
