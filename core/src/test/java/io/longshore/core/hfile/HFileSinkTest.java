package io.longshore.core.hfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.Checksum;
import io.longshore.testing.TestKeys;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hbase.ArrayBackedTag;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.crypto.Encryption;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.util.BloomFilterUtil;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HFileSinkTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final TableName TABLE = TableName.valueOf("t");

  @TempDir private Path directory;
  private final Configuration conf = HBaseConfiguration.create();
  private FileSystem fs;
  private Path store;

  @BeforeEach
  void local() throws IOException {
    conf.set("fs.defaultFS", "file:///");
    fs = FileSystem.getLocal(conf).getRaw();
    store = directory.resolve("t/f");
  }

  @Test
  void cellsAreReadAsTheyWereAppendedWithSequenceIdsAndTags() throws IOException {
    List<KeyValue> cells = cells(500, 20);
    WrittenHFile file = write(family().build(), cells).get(0);
    assertThat(read(file)).isEqualTo(cells.stream().map(HFileSinkTest::describe).toList());
    assertThat(file.cells()).isEqualTo(500);
  }

  @Test
  void whatIsSaidOfTheFileIsTrue() throws IOException {
    WrittenHFile file = write(family().build(), cells(500, 1000)).get(0);
    byte[] content = Files.readAllBytes(onDisk(file));
    assertThat(file.length()).isEqualTo(content.length);
    assertThat(file.checksum()).isEqualTo(Checksum.of(content));
    assertThat(onDisk(file).getParent()).isEqualTo(store);
  }

  @Test
  void theFileSaysItsHighestSequenceIdAndDoesNotPassForABulkLoadedOne() throws IOException {
    List<KeyValue> cells = List.of(cell("a", 5), cell("b", 77), cell("c", 6));
    WrittenHFile file = write(family().build(), cells).get(0);
    assertThat(file.highestSequence()).isEqualTo(77);
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getHFileInfo().get(HStoreFile.MAX_SEQ_ID_KEY))
          .isEqualTo(Bytes.toBytes(77L));
      assertThat(reader.getHFileInfo().get(HStoreFile.BULKLOAD_TIME_KEY)).isNull();
      assertThat(reader.getHFileInfo().get(HStoreFile.MAJOR_COMPACTION_KEY))
          .isEqualTo(Bytes.toBytes(false));
      assertThat(reader.getHFileInfo().shouldIncludeMemStoreTS()).isTrue();
    }
    HFileSummary summary = HFileSummary.read(fs, hadoop(file), conf);
    assertThat(summary.sequence()).isEqualTo(OptionalLong.of(77));
    assertThat(summary.firstRow()).isEqualTo(Bytes.toBytes("a"));
    assertThat(summary.lastRow()).isEqualTo(Bytes.toBytes("c"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.Algorithm.class,
      names = {"NONE", "GZ"})
  void compressionIsTheFamilys(Compression.Algorithm compression) throws IOException {
    WrittenHFile file =
        write(family().setCompressionType(compression).build(), cells(300, 50)).get(0);
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getTrailer().getCompressionCodec()).isEqualTo(compression);
    }
    assertThat(read(file)).hasSize(300);
  }

  @ParameterizedTest
  @EnumSource(DataBlockEncoding.class)
  void encodingIsTheFamilys(DataBlockEncoding encoding) throws IOException {
    List<KeyValue> cells = cells(300, 50);
    WrittenHFile file = write(family().setDataBlockEncoding(encoding).build(), cells).get(0);
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getDataBlockEncoding()).isEqualTo(encoding);
    }
    assertThat(read(file)).isEqualTo(cells.stream().map(HFileSinkTest::describe).toList());
  }

  @Test
  void tagsAreCompressedWhereTheFamilySaysSo() throws IOException {
    List<KeyValue> cells = cells(300, 50);
    ColumnFamilyDescriptor family =
        family().setDataBlockEncoding(DataBlockEncoding.FAST_DIFF).setCompressTags(true).build();
    WrittenHFile file = write(family, cells).get(0);
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getFileContext().isCompressTags()).isTrue();
      assertThat(reader.getFileContext().isIncludesTags()).isTrue();
    }
    assertThat(read(file)).isEqualTo(cells.stream().map(HFileSinkTest::describe).toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = BloomType.class,
      names = {"ROW", "ROWCOL"})
  void bloomFilterIsTheFamilys(BloomType bloom) throws IOException {
    WrittenHFile file = write(family().setBloomFilterType(bloom).build(), cells(300, 5)).get(0);
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getHFileInfo().get(HStoreFile.BLOOM_FILTER_TYPE_KEY))
          .isEqualTo(Bytes.toBytes(bloom.name()));
      assertThat(reader.getGeneralBloomFilterMetadata()).isNotNull();
    }
  }

  @Test
  void noBloomFilterIsWrittenWhereTheFamilyHasNone() throws IOException {
    WrittenHFile file =
        write(family().setBloomFilterType(BloomType.NONE).build(), cells(300, 5)).get(0);
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getGeneralBloomFilterMetadata()).isNull();
    }
  }

  /** How long the prefix is stands in the family's own configuration and nowhere else. */
  @Test
  void aBloomFilterOfPrefixesHasTheFamilysLength() throws IOException {
    ColumnFamilyDescriptor family =
        family()
            .setBloomFilterType(BloomType.ROWPREFIX_FIXED_LENGTH)
            .setConfiguration(BloomFilterUtil.PREFIX_LENGTH_KEY, "3")
            .build();
    WrittenHFile file = write(family, cells(300, 5)).get(0);
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getHFileInfo().get(HStoreFile.BLOOM_FILTER_TYPE_KEY))
          .isEqualTo(Bytes.toBytes("ROWPREFIX_FIXED_LENGTH"));
      assertThat(reader.getHFileInfo().get(HStoreFile.BLOOM_FILTER_PARAM_KEY))
          .isEqualTo(Bytes.toBytes(3));
    }
  }

  @Test
  void blocksAreAsLongAsTheFamilySays() throws IOException {
    List<KeyValue> cells = cells(2000, 100);
    int small = blocks(write(family().setBlocksize(1024).build(), cells).get(0));
    int large = blocks(write(family().setBlocksize(1 << 16).build(), cells).get(0));
    assertThat(small).isGreaterThan(100);
    assertThat(large).isBetween(2, 6);
  }

  @Test
  void anEncryptedFamilysFilesCannotBeReadWithoutTheKey() throws IOException {
    TestKeys.configure(conf);
    List<KeyValue> cells = cells(300, 50);
    WrittenHFile file = write(family().setEncryptionType("AES").build(), cells).get(0);
    assertThat(read(file)).isEqualTo(cells.stream().map(HFileSinkTest::describe).toList());
    try (HFile.Reader reader = open(file)) {
      assertThat(reader.getFileContext().getEncryptionContext())
          .isNotEqualTo(Encryption.Context.NONE);
    }
    Configuration without = HBaseConfiguration.create();
    assertThatThrownBy(
            () -> HFile.createReader(fs, hadoop(file), CacheConfig.DISABLED, true, without))
        .isInstanceOf(Exception.class);
  }

  @Test
  void aFileEndsBetweenRowsOnceItIsLongEnough() throws IOException {
    conf.setLong(HConstants.HREGION_MAX_FILESIZE, 20_000);
    List<KeyValue> cells = new ArrayList<>();
    for (int row = 0; row < 30; row++) {
      for (int i = 0; i < 20; i++) {
        cells.add(cell(String.format("%02d", row), "q", 100 - i, 500));
      }
    }
    List<WrittenHFile> files = write(family().setBlocksize(1024).build(), cells);
    assertThat(files).hasSizeBetween(10, 15);
    List<String> read = new ArrayList<>();
    byte[] before = new byte[0];
    for (WrittenHFile file : files) {
      read.addAll(read(file));
      HFileSummary summary = HFileSummary.read(fs, hadoop(file), conf);
      assertThat(Bytes.compareTo(before, summary.firstRow())).isNegative();
      before = summary.lastRow();
      assertThat(file.length()).isEqualTo(Files.size(onDisk(file)));
    }
    assertThat(read).isEqualTo(cells.stream().map(HFileSinkTest::describe).toList());
    assertThat(files.subList(0, files.size() - 1))
        .allSatisfy(file -> assertThat(file.length()).isBetween(20_000L, 40_000L));
  }

  @Test
  void oneRowIsNeverCutHoweverLong() throws IOException {
    conf.setLong(HConstants.HREGION_MAX_FILESIZE, 1000);
    List<KeyValue> cells = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      cells.add(cell("row", String.format("%04d", i), 5, 500));
    }
    assertThat(write(family().setBlocksize(1024).build(), cells)).hasSize(1);
  }

  @Test
  void aFileAfterTheFirstHasItsOwnHighestSequenceId() throws IOException {
    HFileSink sink = sink(family().build(), fs);
    sink.append(cell("a", 9));
    sink.end();
    sink.append(cell("b", 4));
    sink.end();
    assertThat(sink.written()).extracting(WrittenHFile::highestSequence).containsExactly(9L, 4L);
    assertThat(sink.written()).extracting(WrittenHFile::cells).containsExactly(1L, 1L);
  }

  @Test
  void nothingIsWrittenWithoutCells() throws IOException {
    HFileSink sink = sink(family().build(), fs);
    sink.end();
    assertThat(sink.written()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void aCellOutOfOrderIsRefused() throws IOException {
    HFileSink sink = sink(family().build(), fs);
    sink.append(cell("b", 1));
    assertThatThrownBy(() -> sink.append(cell("a", 1))).isInstanceOf(IOException.class);
    sink.abort(new IOException());
    assertThat(files()).isEmpty();
  }

  @Test
  void aFileWithoutTagsTakesNoCellThatHasSome() throws IOException {
    HFileSink sink =
        new HFileSink(
            conf,
            fs,
            TABLE,
            family().build(),
            new org.apache.hadoop.fs.Path(store.toUri()),
            BandwidthBudget.UNLIMITED,
            false);
    KeyValue first = cell("a", 1);
    sink.append(first);
    KeyValue tagged =
        new KeyValue(
            Bytes.toBytes("b"),
            FAMILY,
            Bytes.toBytes("q"),
            1,
            KeyValue.Type.Put,
            Bytes.toBytes("v"),
            List.of(new ArrayBackedTag((byte) 65, Bytes.toBytes("tag"))));
    assertThatThrownBy(() -> sink.append(tagged)).isInstanceOf(IllegalArgumentException.class);
    sink.end();
    try (HFile.Reader reader =
        HFile.createReader(
            fs,
            new org.apache.hadoop.fs.Path(sink.written().get(0).path()),
            CacheConfig.DISABLED,
            true,
            conf)) {
      assertThat(reader.getFileContext().isIncludesTags()).isFalse();
    }
  }

  @Test
  void theBudgetIsAskedForEveryByte() throws IOException {
    AtomicLong asked = new AtomicLong();
    HFileSink sink = sink(family().build(), fs, asked::addAndGet);
    for (KeyValue cell : cells(500, 1000)) {
      sink.append(cell);
    }
    sink.end();
    assertThat(asked.get()).isEqualTo(sink.written().get(0).length());
  }

  @Test
  void anAbortedSinkLeavesNothing() throws IOException {
    HFileSink sink = sink(family().build(), fs);
    sink.append(cell("a", 1));
    sink.end();
    sink.append(cell("b", 1));
    assertThat(files()).hasSize(2);
    IOException why = new IOException("disk full");
    sink.abort(why);
    assertThat(files()).isEmpty();
    assertThat(why.getSuppressed()).isEmpty();
  }

  @Test
  void aSinkWhoseDiskIsFullLeavesNothingEither() throws IOException {
    AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    HFileSink sink = sink(family().build(), new Full(fs, room));
    sink.append(cell("a", 1));
    sink.end();
    sink.append(cell("b", 1));
    room.set(10);
    IOException full =
        org.assertj.core.api.Assertions.catchThrowableOfType(IOException.class, sink::end);
    assertThat(full).hasMessage("disk full");
    sink.abort(full);
    assertThat(files()).isEmpty();
  }

  @Test
  void aSinkThatIsCancelledLeavesNothing() throws IOException {
    HFileSink sink =
        sink(
            family().setBlocksize(1024).build(),
            fs,
            bytes -> {
              throw new InterruptedIOException("cancelled");
            });
    assertThatThrownBy(
            () -> {
              for (KeyValue cell : cells(500, 1000)) {
                sink.append(cell);
              }
            })
        .isInstanceOf(InterruptedIOException.class);
    sink.abort(new IOException());
    assertThat(files()).isEmpty();
  }

  @Test
  void aStreamThatThrowsOneExceptionAgainAndAgainIsAborted() throws IOException {
    InterruptedIOException always = new InterruptedIOException("cancelled");
    HFileSink sink =
        sink(
            family().build(),
            fs,
            bytes -> {
              throw always;
            });
    sink.append(cell("a", 1));
    assertThatThrownBy(sink::end).isSameAs(always);
    sink.abort(always);
    assertThat(files()).isEmpty();
  }

  private List<WrittenHFile> write(ColumnFamilyDescriptor family, List<KeyValue> cells)
      throws IOException {
    HFileSink sink = sink(family, fs);
    for (KeyValue cell : cells) {
      sink.append(cell);
    }
    sink.end();
    return sink.written();
  }

  private HFileSink sink(ColumnFamilyDescriptor family, FileSystem to) throws IOException {
    return sink(family, to, BandwidthBudget.UNLIMITED);
  }

  private HFileSink sink(ColumnFamilyDescriptor family, FileSystem to, BandwidthBudget budget)
      throws IOException {
    return new HFileSink(
        conf, to, TABLE, family, new org.apache.hadoop.fs.Path(store.toUri()), budget, true);
  }

  private static ColumnFamilyDescriptorBuilder family() {
    return ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
        .setKeepDeletedCells(KeepDeletedCells.FALSE);
  }

  /** Sorted cells, some with tags, whose sequence ids go up and down. */
  private static List<KeyValue> cells(int count, int longestValue) {
    Random random = new Random(count);
    List<KeyValue> cells = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Tag> tags =
          i % 3 > 0
              ? List.of()
              : List.of(new ArrayBackedTag((byte) 65, Bytes.toBytes("tag" + i % 7)));
      byte[] value = new byte[random.nextInt(longestValue)];
      random.nextBytes(value);
      KeyValue cell =
          new KeyValue(
              Bytes.toBytes(String.format("%08d", i / 2)),
              FAMILY,
              Bytes.toBytes(i % 2),
              random.nextInt(1000),
              KeyValue.Type.Put,
              value,
              tags);
      cell.setSequenceId(1 + random.nextInt(1000));
      cells.add(cell);
    }
    return cells;
  }

  private static KeyValue cell(String row, long sequence) {
    KeyValue cell = cell(row, "q", 1, 10);
    cell.setSequenceId(sequence);
    return cell;
  }

  private static KeyValue cell(String row, String qualifier, long time, int value) {
    return new KeyValue(
        Bytes.toBytes(row), FAMILY, Bytes.toBytes(qualifier), time, new byte[value]);
  }

  private HFile.Reader open(WrittenHFile file) throws IOException {
    return HFile.createReader(fs, hadoop(file), CacheConfig.DISABLED, true, conf);
  }

  private int blocks(WrittenHFile file) throws IOException {
    try (HFile.Reader reader = open(file)) {
      return reader.getTrailer().getDataIndexCount();
    }
  }

  private List<String> read(WrittenHFile file) throws IOException {
    List<String> cells = new ArrayList<>();
    try (HFile.Reader reader = open(file);
        HFileScanner scanner = reader.getScanner(conf, false, false, false)) {
      boolean more = scanner.seekTo();
      while (more) {
        cells.add(describe(scanner.getCell()));
        more = scanner.next();
      }
    }
    return cells;
  }

  private static String describe(Cell cell) {
    StringBuilder tags = new StringBuilder();
    PrivateCellUtil.tagsIterator(cell)
        .forEachRemaining(tag -> tags.append(Bytes.toStringBinary(Tag.cloneValue(tag))));
    return CellUtil.getCellKeyAsString(cell)
        + " sequence "
        + ((ExtendedCell) cell).getSequenceId()
        + " tags "
        + tags
        + " value "
        + Bytes.toStringBinary(CellUtil.cloneValue(cell));
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(store)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(store)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(WrittenHFile file) {
    return new org.apache.hadoop.fs.Path(file.path());
  }

  private static Path onDisk(WrittenHFile file) {
    return Path.of(hadoop(file).toUri().getPath());
  }

  /** A disk with no more room than so many bytes. */
  private static final class Full extends FilterFileSystem {
    private final AtomicLong room;

    private Full(FileSystem fs, AtomicLong room) {
      super(fs);
      this.room = room;
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      FSDataOutputStream out =
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
      return new FSDataOutputStream(
          new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              if (room.addAndGet(-length) < 0) {
                throw new IOException("disk full");
              }
              out.write(bytes, offset, length);
            }
          },
          null);
    }
  }
}
