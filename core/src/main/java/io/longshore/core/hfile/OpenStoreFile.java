package io.longshore.core.hfile;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Faults;
import java.io.Closeable;
import java.io.DataInput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.io.FileLink;
import org.apache.hadoop.hbase.io.hfile.HFileInfo;
import org.apache.hadoop.hbase.io.hfile.ReaderContext;
import org.apache.hadoop.hbase.io.hfile.ReaderContext.ReaderType;
import org.apache.hadoop.hbase.io.hfile.ReaderContextBuilder;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileInfo;
import org.apache.hadoop.hbase.regionserver.TimeRangeTracker;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A store file that is open, with what decides over its cells among those of other files. It says
 * what {@code HStoreFile.open} says of sequence ids; of a half, the scanner sees the whole file.
 */
final class OpenStoreFile implements Closeable {
  /**
   * As a region server orders the files of a store, oldest first, which are those of one layer:
   * {@code StoreFileComparators.SEQ_ID}.
   */
  static final Comparator<OpenStoreFile> BY_AGE =
      Comparator.<OpenStoreFile>comparingInt(open -> open.file.layer())
          .thenComparingLong(open -> open.sequence)
          .thenComparing(Comparator.<OpenStoreFile>comparingLong(open -> open.length).reversed())
          .thenComparingLong(open -> open.bulkLoaded)
          .thenComparing(open -> open.file.name());

  private final StoreFile file;
  private final BlockReader reader;
  private final Configuration conf;
  private final long length;
  private final long sequence;
  private final long bulkLoaded;
  private final boolean givesSequence;
  private final RowRange rows;

  private OpenStoreFile(StoreFile file, BlockReader reader, Configuration conf, long length) {
    this.file = file;
    this.reader = reader;
    this.conf = conf;
    this.length = length;
    OptionalLong fromName = StoreFileInfo.getBulkloadSeqId(reader.getPath());
    byte[] loaded = info(HStoreFile.BULKLOAD_TIME_KEY);
    byte[] highest = info(HStoreFile.MAX_SEQ_ID_KEY);
    boolean isBulkLoad = fromName.isPresent() || loaded != null;
    boolean keepsSequences = isBulkLoad && isTrue(info(HStoreFile.SKIP_RESET_SEQ_ID));
    long named = fromName.orElse(highest == null ? -1 : Bytes.toLong(highest));
    // A top half counts as newer than the bottom one.
    boolean isTop = file.half() != null && file.half().top();
    boolean isNumbered = highest != null || fromName.isPresent();
    this.sequence = named + (isTop && isNumbered ? 1 : 0) + (keepsSequences ? 1 : 0);
    this.givesSequence = isBulkLoad && !keepsSequences;
    this.bulkLoaded = loaded == null ? Long.MAX_VALUE : Bytes.toLong(loaded);
    this.rows = rowsOf(file, reader);
  }

  /**
   * Opens a file and reads its end.
   *
   * @return null where its end is damaged and faults let that pass
   */
  static OpenStoreFile open(
      Configuration conf, StoreFile file, FileFaults faults, ReadCounters counters)
      throws IOException {
    List<String> places = file.places();
    Path first = new Path(places.get(0));
    FileSystem fs = TargetStore.rawFileSystem(first, conf);
    FileLink link = new FileLink(places.stream().map(Path::new).toList());
    VerifiedStream in = null;
    try {
      long length =
          file.length() == StoreFile.UNKNOWN ? link.getFileStatus(fs).getLen() : file.length();
      in = VerifiedStream.open(fs, link);
      ReaderContext context =
          new ReaderContextBuilder()
              .withFilePath(in.getReaderPath())
              .withInputStreamWrapper(in)
              .withFileSize(length)
              .withFileSystem(in.getHfs())
              .withPrimaryReplicaReader(true)
              .withReaderType(ReaderType.STREAM)
              .build();
      HFileInfo info = new HFileInfo(context, conf);
      BlockReader reader = new BlockReader(context, info, conf, faults, counters);
      info.initMetaAndIndex(reader);
      return new OpenStoreFile(file, reader, conf, length);
    } catch (IOException | RuntimeException e) {
      if (in != null) {
        in.close();
      }
      if (Faults.has(e, FileNotFoundException.class)) {
        throw faults.missing(file, e);
      }
      // A missing or wrong key is no damage.
      if (Faults.isPassing(e) || Faults.isKey(e)) {
        throw e;
      }
      String place = in == null ? places.get(0) : in.getReaderPath().toString();
      // What cannot be read is at its end.
      faults.damaged(place, Math.max(0, file.length()), e);
      counters.addDamagedBlock();
      return null;
    }
  }

  private static RowRange rowsOf(StoreFile file, BlockReader reader) {
    if (reader.getEntries() == 0 || reader.getFirstKey().isEmpty()) {
      return null;
    }
    byte[] last = CellUtil.cloneRow(reader.getLastKey().get());
    RowRange all =
        new RowRange(CellUtil.cloneRow(reader.getFirstKey().get()), RowRange.of(last).stop());
    RowRange counted = file.half() == null ? all : all.intersect(file.half().rows());
    return counted.isEmpty() ? null : counted;
  }

  StoreFile file() {
    return file;
  }

  BlockReader reader() {
    return reader;
  }

  /** The rows it may have, null where it has none. */
  RowRange rows() {
    return rows;
  }

  /** Whether the file, of which a half may begin later, has no row before one. */
  boolean beginsAt(byte[] row) {
    return Arrays.compareUnsigned(row, CellUtil.cloneRow(reader.getFirstKey().get())) <= 0;
  }

  /** Whether it may have rows of a range. */
  boolean overlaps(RowRange range) {
    return rows != null && !rows.intersect(range).isEmpty();
  }

  /** Its place among the files of its store, and the sequence id of bulk-loaded cells. */
  long sequence() {
    return sequence;
  }

  /** Whether its cells have the file's sequence id rather than their own. */
  boolean givesSequence() {
    return givesSequence;
  }

  /**
   * Whether it may have cells from one timestamp up to another, and none older than a third, as
   * {@code StoreFileReader.passesTimerangeFilter} says. Markers that delete what is older count as
   * cells of all timestamps up to theirs.
   */
  boolean hasTimes(long from, long to, long oldest) throws IOException {
    byte[] tracked = info(HStoreFile.TIMERANGE_KEY);
    if (tracked == null) {
      return true;
    }
    TimeRangeTracker times = TimeRangeTracker.parseFrom(tracked);
    long highest = times.getMax();
    // Of a file without cells both bounds are beyond each other.
    return highest < 0 || times.getMin() < to && highest >= from && highest >= oldest;
  }

  /** Whether its cells may have tags. */
  boolean isTagged() {
    return reader.getFileContext().isIncludesTags();
  }

  /** Its Bloom filter of rows, null where it has none of use. */
  RowBloom bloom() throws IOException {
    DataInput meta = reader.getGeneralBloomFilterMetadata();
    return meta == null ? null : RowBloom.of(reader, meta);
  }

  /** Its cells, before the first. */
  FileCells cells(boolean points) {
    return new FileCells(reader, conf, points);
  }

  private byte[] info(byte[] key) {
    return reader.getHFileInfo().get(key);
  }

  private static boolean isTrue(byte[] value) {
    return value != null && value.length == 1 && Bytes.toBoolean(value);
  }

  @Override
  public void close() {
    try {
      reader.close(false);
    } catch (IOException e) {
      // Nothing was written.
    }
  }
}
