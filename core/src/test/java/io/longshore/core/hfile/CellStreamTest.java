package io.longshore.core.hfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams over HFiles that are written here; RegionCellsTest compares with a live HBase. */
class CellStreamTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final CellRules NEWEST = CellRules.newest(CellRules.NEVER);

  @TempDir Path directory;
  private final Configuration conf = HBaseConfiguration.create();
  private final ReadCounters counters = new ReadCounters();

  @BeforeEach
  void local() {
    conf.set("fs.defaultFS", "file:///");
  }

  @ParameterizedTest
  @EnumSource(DataBlockEncoding.class)
  void filesAreMergedAndTheNewestVersionOfAColumnIsSeen(DataBlockEncoding encoding)
      throws IOException {
    ColumnFamilyDescriptor family = family().setDataBlockEncoding(encoding).build();
    Random random = new Random(7);
    TreeSet<KeyValue> all = new TreeSet<>(CellComparator.getInstance());
    List<StoreFile> files = new ArrayList<>();
    for (int file = 0; file < 5; file++) {
      TreeSet<KeyValue> cells = new TreeSet<>(CellComparator.getInstance());
      for (int i = 0; i < 800; i++) {
        cells.add(
            cell(
                "row" + random.nextInt(300),
                "q" + random.nextInt(4),
                random.nextInt(50),
                1 + file * 1000 + i,
                "v" + i));
      }
      all.addAll(cells);
      files.add(write(family, cells));
    }
    List<String> stored = all.stream().map(CellStreamTest::text).toList();
    assertThat(read(family, files, StoreScan.of(CellRules.stored()))).isEqualTo(stored);

    List<String> newest = new ArrayList<>();
    KeyValue before = null;
    for (KeyValue cell : all) {
      if (before == null || !CellUtil.matchingRowColumn(before, cell)) {
        newest.add(text(cell));
      }
      before = cell;
    }
    assertThat(read(family, files, StoreScan.of(NEWEST))).isEqualTo(newest);
    assertThat(counters.files()).isEqualTo(10);
    assertThat(counters.cells()).isEqualTo(2 * stored.size());
  }

  @Test
  void aHalfCountsOnTheSideOfItsRowOnly() throws IOException {
    StoreFile whole = write(family().setBlocksize(1024).build(), rows(1000, 1));
    for (boolean top : new boolean[] {true, false}) {
      StoreFile half =
          new StoreFile(
              whole.roots(),
              whole.path(),
              whole.length(),
              new StoreFile.Half(top, Bytes.toBytes("row00400")));
      List<String> found =
          read(family().setBlocksize(1024).build(), List.of(half), StoreScan.of(NEWEST));
      assertThat(found).hasSize(top ? 600 : 400);
      assertThat(found.get(0)).startsWith(top ? "row00400" : "row00000");
      List<byte[]> keys = StoreFileKeys.rows(conf, half, FileFaults.FAIL);
      assertThat(keys).allMatch(row -> half.half().rows().contains(row)).isNotEmpty();
    }
  }

  @Test
  void ofACutFileCellsCountUpToTheSequenceIdOfTheirRow() throws IOException {
    ColumnFamilyDescriptor family = family().setBlocksize(1024).build();
    List<KeyValue> cells = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      cells.add(cell(String.format("row%05d", i / 3), "q", 3 - i % 3, 1 + i % 3, "v"));
    }
    StoreFile whole = write(family, cells);
    SequenceCut cut =
        SequenceCut.of(
            List.of(
                new SequenceCut.Bound(range("row00100", "row00300"), 2),
                new SequenceCut.Bound(range("row00200", "row00400"), 1)));
    StoreFile file = new StoreFile(whole.roots(), whole.path(), whole.length(), null, 1, cut);
    List<String> expected =
        cells.stream()
            .filter(
                cell -> {
                  String row = Bytes.toString(CellUtil.cloneRow(cell));
                  long bound =
                      row.compareTo("row00100") < 0 || row.compareTo("row00400") >= 0
                          ? 0
                          : row.compareTo("row00300") < 0 ? 2 : 1;
                  return cell.getSequenceId() <= bound;
                })
            .map(CellStreamTest::text)
            .toList();
    assertThat(expected).hasSize(500);
    assertThat(read(family, List.of(file), StoreScan.of(CellRules.stored()))).isEqualTo(expected);
    List<RowRange> ranges = List.of(range("row00050", "row00101"), range("row00399", "row00500"));
    assertThat(read(family, List.of(file), new StoreScan(CellRules.stored(), ranges, Columns.ALL)))
        .hasSize(3)
        .allMatch(expected::contains);
  }

  private static RowRange range(String start, String stop) {
    return new RowRange(Bytes.toBytes(start), Bytes.toBytes(stop));
  }

  @Test
  void theRowsOfTheIndexCutAFileEvenly() throws IOException {
    StoreFile file = write(family().setBlocksize(1024).build(), rows(5000, 1));
    List<byte[]> keys = StoreFileKeys.rows(conf, file, FileFaults.FAIL);
    assertThat(keys).hasSizeBetween(100, 1000).isSortedAccordingTo(Bytes.BYTES_COMPARATOR);
    assertThat(Bytes.toString(keys.get(0))).isEqualTo("row00000");
    assertThat(Bytes.toString(keys.get(keys.size() / 2))).isBetween("row02400", "row02600");
  }

  @Test
  void rangesAreReadWithoutWhatLiesBetweenThem() throws IOException {
    ColumnFamilyDescriptor family = family().setBlocksize(1024).build();
    StoreFile file = write(family, rows(20_000, 1));
    List<RowRange> ranges =
        List.of(
            new RowRange(Bytes.toBytes("row00010"), Bytes.toBytes("row00012")),
            RowRange.of(Bytes.toBytes("row05000")),
            RowRange.of(Bytes.toBytes("row05000x")),
            new RowRange(Bytes.toBytes("row19998"), RowRange.END));
    List<String> found = read(family, List.of(file), new StoreScan(NEWEST, ranges, Columns.ALL));
    assertThat(found.stream().map(text -> text.substring(0, 8)))
        .containsExactly("row00010", "row00011", "row05000", "row19998", "row19999");
    assertThat(counters.blocks()).isLessThan(15);
    assertThat(counters.blocksSkipped()).isGreaterThan(500);
  }

  @Test
  void aBloomFilterSparesFilesThatDoNotHaveARow() throws IOException {
    ColumnFamilyDescriptor family =
        family().setBloomFilterType(BloomType.ROW).setBlocksize(1024).build();
    TreeSet<KeyValue> even = new TreeSet<>(CellComparator.getInstance());
    TreeSet<KeyValue> odd = new TreeSet<>(CellComparator.getInstance());
    rows(4000, 1)
        .forEach(
            cell -> (cell.getRowArray()[cell.getRowOffset() + 7] % 2 == 0 ? even : odd).add(cell));
    List<StoreFile> files = List.of(write(family, even), write(family, odd));
    List<RowRange> points = new ArrayList<>();
    for (int i = 0; i < 4000; i += 40) {
      points.add(RowRange.of(row(i)));
    }
    assertThat(read(family, files, new StoreScan(NEWEST, points, Columns.ALL))).hasSize(100);
    // A block or two a row, and of each file a part of its Bloom filter.
    assertThat(counters.blocks()).isLessThan(150);
  }

  @Test
  void aWideRowIsPassedOverByTheIndex() throws IOException {
    ColumnFamilyDescriptor family = family().setBlocksize(4096).build();
    TreeSet<KeyValue> cells = new TreeSet<>(CellComparator.getInstance());
    for (int i = 0; i < 50_000; i++) {
      cells.add(cell("a", String.format("q%06d", i), 1, 1, "some value of a wide row"));
    }
    cells.add(cell("b", "q000001", 1, 1, "of the next row"));
    StoreFile file = write(family, cells);
    assertThat(
            read(
                family,
                List.of(file),
                new StoreScan(NEWEST, List.of(RowRange.ALL), Columns.ONE_CELL)))
        .containsExactly(text(cells.first()), text(cells.last()));
    assertThat(counters.cells()).isLessThan(300);
    assertThat(
            read(
                family,
                List.of(file),
                new StoreScan(
                    NEWEST, List.of(RowRange.ALL), Columns.of(List.of(Bytes.toBytes("q040000"))))))
        .hasSize(1);
    assertThat(counters.cells()).isLessThan(600);
    assertThat(counters.blocks()).isLessThan(20);
  }

  @Test
  void aDamagedBlockIsNamedOrPassedOver() throws IOException {
    ColumnFamilyDescriptor family = family().setBlocksize(1024).build();
    StoreFile file = write(family, rows(5000, 1));
    Path onDisk = onDisk(file);
    try (RandomAccessFile damaged = new RandomAccessFile(onDisk.toFile(), "rw")) {
      damaged.seek(file.length() / 3);
      damaged.write(new byte[] {1, 2, 3, 4});
    }
    assertThatThrownBy(() -> read(family, List.of(file), StoreScan.of(NEWEST)))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.STORE_FILE_DAMAGED);
              assertThat(error).hasMessageContaining(onDisk.toString());
              assertThat(error.getMessage()).containsPattern("block at byte [1-9]");
            });
    List<Long> offsets = new ArrayList<>();
    FileFaults skipping =
        new FileFaults() {
          @Override
          public void damaged(String place, long offset, Throwable cause) {
            offsets.add(offset);
          }
        };
    List<String> found = read(family, List.of(file), StoreScan.of(NEWEST), skipping);
    assertThat(found).hasSizeBetween(4900, 4999).endsWith(text(rows(5000, 1).last()));
    assertThat(offsets).hasSize(1);
    assertThat(offsets.get(0)).isBetween(file.length() / 3 - 2048, file.length() / 3);
    assertThat(counters.blocksDamaged()).isEqualTo(1);
    // Also where the reading begins in that block.
    List<RowRange> inside =
        List.of(new RowRange(Bytes.toBytes(found.get(1700).substring(0, 8)), RowRange.END));
    assertThat(read(family, List.of(file), new StoreScan(NEWEST, inside, Columns.ALL), skipping))
        .isEqualTo(found.subList(1700, found.size()));
  }

  @Test
  void aFileIsFoundInAnyOfItsPlacesAlsoWhenItIsMoved() throws IOException {
    StoreFile file = write(family().build(), rows(50_000, 1));
    Path other = Files.createDirectories(directory.resolve("archive/t/f"));
    StoreFile places =
        new StoreFile(
            List.of(file.roots().get(0), directory.resolve("archive").toUri().toString()),
            file.path(),
            StoreFile.UNKNOWN,
            null);
    try (CellStream stream = open(family().build(), List.of(places), StoreScan.of(NEWEST))) {
      assertThat(stream.next()).isTrue();
      Files.move(onDisk(file), other.resolve(file.name()));
      int cells = 1;
      while (stream.next()) {
        cells++;
      }
      assertThat(cells).isEqualTo(50_000);
    }
    assertThat(read(family().build(), List.of(places), StoreScan.of(NEWEST))).hasSize(50_000);
    Files.delete(other.resolve(file.name()));
    assertThatThrownBy(() -> read(family().build(), List.of(places), StoreScan.of(NEWEST)))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_FILE_MISSING))
        .hasMessageContaining(file.name());
  }

  private CellStream open(ColumnFamilyDescriptor family, List<StoreFile> files, StoreScan scan)
      throws IOException {
    return CellStream.open(conf, family, files, scan, FileFaults.FAIL, counters);
  }

  private List<String> read(ColumnFamilyDescriptor family, List<StoreFile> files, StoreScan scan)
      throws IOException {
    return read(family, files, scan, FileFaults.FAIL);
  }

  private List<String> read(
      ColumnFamilyDescriptor family, List<StoreFile> files, StoreScan scan, FileFaults faults)
      throws IOException {
    List<String> found = new ArrayList<>();
    try (CellStream stream = CellStream.open(conf, family, files, scan, faults, counters)) {
      while (stream.next()) {
        found.add(text(stream.cell()));
      }
    }
    return found;
  }

  private static String text(org.apache.hadoop.hbase.Cell cell) {
    return Bytes.toString(CellUtil.cloneRow(cell))
        + " "
        + Bytes.toString(CellUtil.cloneQualifier(cell))
        + " "
        + cell.getTimestamp()
        + " "
        + Bytes.toString(CellUtil.cloneValue(cell));
  }

  private static ColumnFamilyDescriptorBuilder family() {
    return ColumnFamilyDescriptorBuilder.newBuilder(FAMILY);
  }

  private static byte[] row(int number) {
    return Bytes.toBytes(String.format("row%05d", number));
  }

  private static TreeSet<KeyValue> rows(int count, long sequence) {
    TreeSet<KeyValue> cells = new TreeSet<>(CellComparator.getInstance());
    for (int i = 0; i < count; i++) {
      cells.add(cell(Bytes.toString(row(i)), "q", 5, sequence, "value of " + i));
    }
    return cells;
  }

  private static KeyValue cell(
      String row, String qualifier, long time, long sequence, String value) {
    KeyValue cell =
        new KeyValue(
            Bytes.toBytes(row), FAMILY, Bytes.toBytes(qualifier), time, Bytes.toBytes(value));
    cell.setSequenceId(sequence);
    return cell;
  }

  private StoreFile write(ColumnFamilyDescriptor family, Iterable<KeyValue> cells)
      throws IOException {
    FileSystem fs = FileSystem.getLocal(conf).getRaw();
    HFileSink sink =
        new HFileSink(
            conf,
            fs,
            TableName.valueOf("t"),
            family,
            new org.apache.hadoop.fs.Path(directory.resolve("data/t/f").toUri()),
            BandwidthBudget.UNLIMITED,
            true);
    for (KeyValue cell : cells) {
      sink.append(cell);
    }
    sink.end();
    WrittenHFile written = sink.written().get(0);
    String name = new org.apache.hadoop.fs.Path(written.path()).getName();
    return new StoreFile(
        List.of(directory.resolve("data").toUri().toString()),
        "t/f/" + name,
        written.length(),
        null);
  }

  private Path onDisk(StoreFile file) {
    return directory.resolve("data").resolve(file.path());
  }
}
