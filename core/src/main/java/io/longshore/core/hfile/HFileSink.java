package io.longshore.core.hfile;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.error.Errors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.StoreFileWriter;
import org.apache.hadoop.hbase.regionserver.StoreUtils;
import org.apache.hadoop.hbase.security.EncryptionUtil;

/**
 * Writes the sorted cells of one family as HFiles, the way a region server flushes them: with the
 * family's compression, encoding, Bloom filter, block size and encryption, with tags, and with each
 * cell's sequence id. A file ends between two rows once it is as long as a region may be.
 *
 * <p>The files are written under names of their own at their final place: one is an orphan until
 * somebody lists it. They are not marked as bulk-loaded ({@code BULKLOAD_TIMESTAMP}), which would
 * hide the cells' sequence ids from whoever opens them as store files (HStoreFile.open).
 *
 * <p>Not safe for several threads.
 */
public final class HFileSink {
  private final Configuration conf;
  private final FileSystem fs;
  private final ColumnFamilyDescriptor family;
  private final Path directory;
  private final HFileContext context;
  private final long longest;
  private final BandwidthBudget budget;
  private final boolean tagged;
  private final List<WrittenHFile> written = new ArrayList<>();

  private ChecksummingFileSystem target;
  private StoreFileWriter writer;
  private ExtendedCell last;
  private long cells;
  private long highestSequence;

  /**
   * @param directory of the family; made if it is missing
   * @param budget for the bytes written
   * @param tagged whether cells may have tags; as HBase writes them, a file without does not even
   *     say of each cell that it has none
   * @throws IOException if the family is encrypted and its key is not to be had
   */
  public HFileSink(
      Configuration conf,
      FileSystem fs,
      TableName table,
      ColumnFamilyDescriptor family,
      Path directory,
      BandwidthBudget budget,
      boolean tagged)
      throws IOException {
    this.conf = ofFamily(conf, family);
    this.fs = fs;
    this.family = family;
    this.directory = directory;
    this.budget = budget;
    this.tagged = tagged;
    this.longest = conf.getLong(HConstants.HREGION_MAX_FILESIZE, HConstants.DEFAULT_MAX_FILE_SIZE);
    this.context =
        new HFileContextBuilder()
            .withIncludesMvcc(true)
            .withIncludesTags(tagged)
            .withCompression(family.getCompressionType())
            .withCompressTags(family.isCompressTags())
            .withChecksumType(StoreUtils.getChecksumType(conf))
            .withBytesPerCheckSum(StoreUtils.getBytesPerChecksum(conf))
            .withBlockSize(family.getBlocksize())
            .withHBaseCheckSum(true)
            .withDataBlockEncoding(family.getDataBlockEncoding())
            .withIndexBlockEncoding(family.getIndexBlockEncoding())
            .withEncryptionContext(EncryptionUtil.createEncryptionContext(conf, family))
            .withCreateTime(System.currentTimeMillis())
            .withColumnFamily(family.getName())
            .withTableName(table.getName())
            .build();
  }

  /**
   * Appends a cell, which must sort after the one before; its bytes must not change afterwards.
   *
   * @throws IOException if it does not
   * @throws io.longshore.core.error.LongshoreException if there is no space left
   */
  public void append(ExtendedCell cell) throws IOException {
    try {
      write(cell);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Ends the file in hand, if any; what is appended after goes into another. */
  public void end() throws IOException {
    try {
      endFile();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException failure) {
    if (Errors.isOutOfSpace(failure)) {
      throw Errors.noSpaceFor(directory.toString(), failure);
    }
    return failure;
  }

  private void write(ExtendedCell cell) throws IOException {
    if (writer != null && target.length() >= longest && !CellUtil.matchingRows(cell, last)) {
      endFile();
    }
    if (!tagged && cell.getTagsLength() > 0) {
      throw new IllegalArgumentException("A cell with tags in a file without: " + cell);
    }
    if (writer == null) {
      begin();
    }
    writer.append(cell);
    last = cell;
    cells++;
    highestSequence = Math.max(highestSequence, cell.getSequenceId());
  }

  private void endFile() throws IOException {
    if (writer == null) {
      return;
    }
    writer.appendMetadata(highestSequence, false);
    writer.close();
    written.add(
        new WrittenHFile(
            writer.getPath().toString(),
            target.length(),
            target.checksum(),
            cells,
            highestSequence));
    writer = null;
    target = null;
  }

  /** Every file that was ended, in order. */
  public List<WrittenHFile> written() {
    return List.copyOf(written);
  }

  /** Deletes what was written, as far as that can be done; does not throw. */
  public void abort(Exception why) {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException | RuntimeException e) {
        ChecksummingFileSystem.suppress(e, why);
      }
      writer = null;
    }
    if (target != null) {
      target.discard(why);
      target = null;
    }
    for (WrittenHFile file : written) {
      try {
        fs.delete(new Path(file.path()), false);
      } catch (IOException | RuntimeException e) {
        ChecksummingFileSystem.suppress(e, why);
      }
    }
  }

  /** With what the family is configured with, as the length of the prefixes of a Bloom filter. */
  private static Configuration ofFamily(Configuration conf, ColumnFamilyDescriptor family) {
    Configuration ofFamily = new Configuration(conf);
    family.getConfiguration().forEach(ofFamily::set);
    return ofFamily;
  }

  private void begin() throws IOException {
    target = new ChecksummingFileSystem(fs, budget);
    cells = 0;
    highestSequence = 0;
    writer =
        new StoreFileWriter.Builder(conf, CacheConfig.DISABLED, target)
            .withOutputDir(directory)
            .withBloomType(family.getBloomFilterType())
            .withMaxKeyCount(-1)
            .withFileContext(context)
            .build();
  }
}
