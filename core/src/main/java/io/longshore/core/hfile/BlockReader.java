package io.longshore.core.hfile;

import io.longshore.core.error.Errors;
import io.longshore.core.error.Faults;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.BlockType;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFileBlock;
import org.apache.hadoop.hbase.io.hfile.HFileInfo;
import org.apache.hadoop.hbase.io.hfile.HFileStreamReader;
import org.apache.hadoop.hbase.io.hfile.ReaderContext;
import org.apache.hadoop.hbase.regionserver.KeyValueScanner;

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

  /** Of the block that was read last. */
  private long offset;

  /** Behind the data block that was read last. */
  private long behindData;

  private long dataBlocks;
  private long dataBytes;

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

  /**
   * The file's data blocks, before the first.
   *
   * @param points whether single rows are looked up, of which no more is read than their blocks
   */
  Blocks blocks(boolean points) {
    return new Blocks(this, points);
  }

  /** HBase's way from block to block; what is in them is not looked at. */
  static final class Blocks extends HFileScannerImpl {
    private final BlockReader blocks;

    private Blocks(BlockReader reader, boolean points) {
      super(reader, false, points, false);
      blocks = reader;
    }

    /** The current block, null before the first. */
    HFileBlock current() {
      return curBlock;
    }

    /** Goes to the first block; false if there is none. */
    boolean first() throws IOException {
      if (reader.getTrailer().getEntryCount() == 0) {
        return false;
      }
      readAndUpdateNewBlock(reader.getTrailer().getFirstDataBlockOffset());
      return true;
    }

    /** Goes to the block behind; false if there is none, where the current one stays. */
    boolean goOn() throws IOException {
      HFileBlock next = readNextDataBlock();
      if (next == null) {
        return false;
      }
      updateCurrentBlock(next);
      return true;
    }

    /**
     * Goes to the block that may have a key, which is not before the current one; false if that is
     * the current one.
     */
    boolean find(Cell key) throws IOException {
      if (isInCurrent(key)) {
        return false;
      }
      HFileBlock before = curBlock;
      long behind = blocks.behindData;
      if (seekTo(key, false) < 0) {
        return before == null && first();
      }
      if (before != null && curBlock != before) {
        blocks.countSkipped(behind);
      }
      return curBlock != before;
    }

    /** Forgets where it is, so that what lies before can be found. */
    void rewind() {
      curBlock = null;
      nextIndexedKey = null;
    }

    /** Whether a key is before the next block's, as far as the index has been asked. */
    private boolean isInCurrent(Cell key) {
      return nextIndexedKey == KeyValueScanner.NO_NEXT_INDEXED_KEY
          || nextIndexedKey != null
              && PrivateCellUtil.compareKeyIgnoresMvcc(reader.getComparator(), key, nextIndexedKey)
                  < 0;
    }

    @Override
    protected void updateCurrentBlock(HFileBlock block) {
      curBlock = block;
      nextIndexedKey = null;
    }

    @Override
    protected int loadBlockAndSeekToKey(
        HFileBlock block, Cell next, boolean rewind, Cell key, boolean before) {
      if (curBlock != block) {
        updateCurrentBlock(block);
      }
      nextIndexedKey = next;
      return 0;
    }
  }

  /** Counts what lies between a block and the one that was read last. */
  private void countSkipped(long from) {
    long bytes = offset - from;
    if (bytes > 0) {
      counters.addBlocksSkipped(bytes / (dataBytes / dataBlocks));
    }
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
        if (block.getBlockType().isData()) {
          behindData = next + block.getOnDiskSizeWithHeader();
          dataBytes += block.getOnDiskSizeWithHeader();
          dataBlocks++;
        }
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
