package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.Checksum;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.HFileSink;
import io.longshore.core.image.Moments;
import io.longshore.core.option.Bandwidth;
import io.longshore.jobs.LocalSpark;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.jobs.sort.SortCase.Entry;
import io.longshore.testing.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.ArrayBackedTag;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.RegionInfoBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.crypto.Encryption;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hbase.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalSortTest {
  private static final long SEED = new Random().nextLong();
  private static final TableName TABLE = TableName.valueOf("t");
  private static final TableName OTHER = TableName.valueOf("ns:other");
  private static final String[] FAMILIES = {"a", "b", "long_family"};
  private static SparkSession spark;

  @TempDir Path directory;
  private SortCase sort;

  @BeforeAll
  static void start() {
    System.out.println("seed " + SEED);
    spark = LocalSpark.open();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void begin() {
    sort = new SortCase(directory);
  }

  @Test
  void nothingToSortIsSorted() throws IOException {
    sort.table(table(TABLE));
    WalSort.Result result = sort.sort(spark);
    assertThat(result.files()).isEmpty();
    assertThat(result.wals()).isEmpty();
    assertThat(result.moments()).isEmpty();
    assertThat(sort.files()).isEmpty();
  }

  @Test
  void walsWithoutWantedCellsMakeNoFiles() throws IOException {
    sort.table(table(TABLE));
    sort.wal();
    sort.wal(new Entry(OTHER, 5, 1000, put("r", 1, "v")));
    WalSort.Result result = sort.sort(spark);
    assertThat(result.files()).isEmpty();
    assertThat(result.wals()).extracting(WalSummary::entries).containsExactly(0L, 1L);
    assertThat(result.wals().get(1).skipped()).isEqualTo(Map.of("other tables", 1L));
    assertThat(sort.files()).isEmpty();
  }

  @Test
  void aWalWithoutAByteHasNoCells() throws IOException {
    sort.table(table(TABLE));
    sort.emptyFile();
    WalSort.Result result = sort.sort(spark);
    assertThat(result.files()).isEmpty();
    assertThat(result.wals()).extracting(WalSummary::ending).containsExactly("EMPTY");
  }

  @Test
  void filesHoldWhatAReferenceInMemoryHolds() throws IOException {
    Random random = new Random(SEED);
    sort.step = 2;
    sort.table(table(TABLE), new byte[] {0, 1}, new byte[] {3}, new byte[] {(byte) 0xff});
    sort.table(table(OTHER));
    List<Entry> all = randomEntries(random, 4000);
    sort.wal(all.subList(0, 1500));
    sort.wal(all.subList(1400, 3000));
    sort.wal(all.subList(3000, 4000));

    WalSort.Result result = sort.sort(spark);

    long cells = 0;
    for (TableName table : List.of(TABLE, OTHER)) {
      for (String family : FAMILIES) {
        SortedCells actual = sort.actual(result, table, family);
        assertThat(actual.cells())
            .as("%s %s, seed %d", table, family, SEED)
            .isNotEmpty()
            .isEqualTo(sort.expected(table, family));
        assertThat(actual.overlap()).isFalse();
        cells += actual.cells().size();
      }
    }
    assertThat(result.cells()).isEqualTo(cells);
    assertThat(result.wals()).extracting(WalSummary::entries).containsExactly(1500L, 1600L, 1000L);
    assertThat(result.wals()).extracting(WalSummary::ending).containsOnly("CLOSED");
  }

  @Test
  void aLargeWalIsReadInPartsAndSaidToBeOne() throws IOException {
    sort.table(table(TABLE), new byte[] {'m'});
    List<Entry> all = largeEntries(24 << 10, new byte[1 << 10]);
    sort.wal(all);
    WalSort.Result result = sort.sort(spark);
    assertThat(sort.actual(result, TABLE, "a").cells()).isEqualTo(sort.expected(TABLE, "a"));
    assertThat(result.wals()).hasSize(1);
    WalSummary wal = result.wals().get(0);
    assertThat(wal.entries()).isEqualTo(all.size());
    assertThat(wal.cells()).isEqualTo(all.size());
    assertThat(wal.read()).isEqualTo(wal.length()).isEqualTo(sort.length());
    assertThat(wal.ending()).isEqualTo("CLOSED");
    assertThat(result.moments()).hasSize(1);
    assertThat(result.moments().get(0).highest()).isEqualTo(all.size());
  }

  @Test
  void whereAValueIsAWalItselfTheCutsAreFoundToBeWrong() throws IOException {
    sort.table(table(TABLE));
    sort.wal(largeEntries(12 << 10, new byte[1 << 10]));
    byte[] inner = sort.bytesOfWals();
    sort.wal(largeEntries(3, inner));
    WalSort.Result result = sort.sort(spark);
    assertThat(sort.actual(result, TABLE, "a").cells()).isEqualTo(sort.expected(TABLE, "a"));
    assertThat(result.wals()).extracting(WalSummary::entries).containsExactly(12L << 10, 3L);
  }

  private static List<Entry> largeEntries(int count, byte[] value) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      byte[] row = Bytes.toBytes(Integer.toString(i * 7919 % count, 36) + "-" + i);
      entries.add(
          new Entry(
              TABLE, i, 1000 + i, new KeyValue(row, Bytes.toBytes("a"), row, 1000 + i, value)));
    }
    return entries;
  }

  @Test
  void progressCountsWalsAndTheirCells() throws IOException {
    sort.table(table(TABLE));
    List<Entry> all = randomEntries(new Random(SEED), 4000);
    sort.wal(all.subList(0, 1500));
    sort.wal(all.subList(1500, 3000));
    sort.wal(all.subList(3000, 4000));
    sort.limits = new CopyLimits(0, null, new Bandwidth(sort.length() / 8));
    List<ProgressListener.Progress> seen = Collections.synchronizedList(new ArrayList<>());
    sort.progress = seen::add;

    WalSort.Result result = sort.sort(spark);

    long wanted =
        all.stream()
            .filter(entry -> entry.table().equals(TABLE))
            .mapToLong(entry -> entry.cells().size())
            .sum();
    assertThat(result.wals().stream().mapToLong(WalSummary::cells).sum()).isEqualTo(wanted);
    assertThat(seen)
        .as("seed %d", SEED)
        .allMatch(each -> each.unit().equals("WALs") && each.totalFiles() == 3)
        .allMatch(each -> each.cells().getAsLong() <= wanted)
        .isSortedAccordingTo(Comparator.comparingLong(each -> each.cells().getAsLong()))
        .anyMatch(
            each -> !each.isDone() && each.cells().getAsLong() > 0 && each.left().isPresent());
    ProgressListener.Progress last = seen.get(seen.size() - 1);
    assertThat(last.isDone()).isTrue();
    assertThat(last.cells()).hasValue(wanted);
    assertThat(last.left()).isEmpty();
  }

  @Test
  void whatIsSaidOfAFileIsTrue() throws IOException {
    sort.table(table(TABLE), new byte[] {3});
    sort.wal(randomEntries(new Random(SEED), 500));
    WalSort.Result result = sort.sort(spark);
    for (SortedFile each : result.files()) {
      byte[] content = Files.readAllBytes(Path.of(URI.create(each.file().path())));
      assertThat(each.file().length()).isEqualTo(content.length);
      assertThat(each.file().checksum()).isEqualTo(Checksum.of(content));
    }
    for (String family : FAMILIES) {
      for (SortedCells.OneFile file : sort.actual(result, TABLE, family).files()) {
        assertThat(file.file().file().cells()).isEqualTo(file.cells().size());
      }
    }
    assertThat(sort.files()).hasSameSizeAs(result.files());
  }

  @Test
  void aFileHoldsRowsOfOneRegion() throws IOException {
    byte[] split = {3};
    sort.table(table(TABLE), split);
    sort.wal(randomEntries(new Random(SEED), 300));
    SortedCells actual = sort.actual(sort.sort(spark), TABLE, "a");
    assertThat(actual.files()).hasSize(2);
    assertThat(Bytes.compareTo(actual.files().get(0).lastRow(), split)).isNegative();
    assertThat(Bytes.compareTo(actual.files().get(1).firstRow(), split)).isNotNegative();
  }

  @Test
  void anEntryThatWasWrittenTwiceIsKeptOnce() throws IOException {
    sort.table(table(TABLE));
    Entry twice = new Entry(TABLE, 7, 1000, put("r", 1, "v"), put("s", 1, "v"));
    sort.wal(twice, twice);
    sort.wal(twice);
    assertThat(cellsOfA(sort.sort(spark)))
        .containsExactly(described("r", 1, 7, "v"), described("s", 1, 7, "v"));
  }

  @Test
  void ofABatchThatOverwritesItselfTheLastPositionWins() throws IOException {
    sort.table(table(TABLE));
    sort.wal(
        new Entry(TABLE, 7, 1000, put("r", 1, "first"), put("s", 1, "x"), put("r", 1, "last")));
    assertThat(cellsOfA(sort.sort(spark)))
        .containsExactly(described("r", 1, 7, "last"), described("s", 1, 7, "x"));
  }

  @Test
  void ofRewritesInOneStepTheLastIsKeptAndThoseOfOtherStepsAreToo() throws IOException {
    sort.table(table(TABLE));
    sort.step = 10;
    sort.wal(
        new Entry(TABLE, 4, 9_999, put("r", 1, "one")),
        new Entry(TABLE, 5, 10_000, put("r", 1, "two")),
        new Entry(TABLE, 6, 19_999, put("r", 1, "three")));
    sort.wal(new Entry(TABLE, 8, 20_000, put("r", 1, "four")));
    assertThat(cellsOfA(sort.sort(spark)))
        .containsExactly(
            described("r", 1, 8, "four"),
            described("r", 1, 6, "three"),
            described("r", 1, 4, "one"));
  }

  /** Threads take the time before they are given a sequence id. */
  @Test
  void whatAMomentNeedsIsKeptWhereTimesAndSequenceIdsDisagree() throws IOException {
    sort.table(table(TABLE));
    sort.wal(
        new Entry(TABLE, 8, 5_999, put("r", 1, "first")),
        new Entry(TABLE, 9, 6_000, put("s", 1, "x")),
        new Entry(TABLE, 10, 5_999, put("r", 1, "second")));
    WalSort.Result result = sort.sort(spark);
    Moments moments = result.moments().get(0);
    assertThat(moments.seconds()).containsExactly(5, 6);
    assertThat(moments.sequences()).containsExactly(8, 10);
    assertThat(cellsOfA(result))
        .containsExactly(
            described("r", 1, 10, "second"),
            described("r", 1, 8, "first"),
            described("s", 1, 9, "x"));
  }

  @Test
  void aDeleteAndAPutOfOneTimestampAreBothKept() throws IOException {
    sort.table(table(TABLE));
    KeyValue delete =
        new KeyValue(
            Bytes.toBytes("r"),
            Bytes.toBytes("a"),
            Bytes.toBytes("q"),
            1,
            KeyValue.Type.DeleteColumn);
    sort.wal(new Entry(TABLE, 4, 1000, put("r", 1, "v"), delete, put("r", 1, "w")));
    assertThat(cellsOfA(sort.sort(spark))).hasSize(2).isEqualTo(sort.expected(TABLE, "a"));
  }

  @Test
  void whatWasWrittenAtOtherTimesIsLeftOut() throws IOException {
    sort.table(table(TABLE));
    sort.startTime = 2000;
    sort.endTime = 3000;
    sort.wal(
        new Entry(TABLE, 1, 1999, put("a", 1, "v")),
        new Entry(TABLE, 2, 2000, put("b", 1, "v")),
        new Entry(TABLE, 3, 2999, put("c", 1, "v")),
        new Entry(TABLE, 4, 3000, put("d", 1, "v")));
    WalSort.Result result = sort.sort(spark);
    assertThat(cellsOfA(result)).hasSize(2).isEqualTo(sort.expected(TABLE, "a"));
    assertThat(result.wals().get(0).skipped()).isEqualTo(Map.of("other times", 2L));
  }

  @Test
  void cellsOfFamiliesThatAreGoneAreCounted() throws IOException {
    sort.table(table(TABLE));
    KeyValue gone = new KeyValue(Bytes.toBytes("r"), Bytes.toBytes("gone"), null, 1, new byte[2]);
    sort.wal(new Entry(TABLE, 1, 1000, gone, put("r", 1, "v"), gone));
    WalSort.Result result = sort.sort(spark);
    assertThat(cellsOfA(result)).containsExactly(described("r", 1, 1, "v"));
    WalSummary wal = result.wals().get(0);
    assertThat(wal.cells()).isEqualTo(1);
    assertThat(wal.skipped())
        .isEqualTo(Map.of("cells of families that the table does not have", 2L));
  }

  @Test
  void momentsSayUpToWhichSequenceIdWasWrittenWhen() throws IOException {
    sort.table(table(TABLE));
    sort.step = 5;
    sort.wal(
        new Entry(TABLE, 3, 4_999, put("r", 1, "v")), new Entry(TABLE, 4, 5_000, put("r", 2, "v")));
    sort.wal(
        new Entry(TABLE, 6, 9_000, put("r", 3, "v")),
        new Entry(TABLE, 9, 12_000, put("r", 4, "v")));
    Moments moments = sort.sort(spark).moments().get(0);
    assertThat(moments.table()).isEqualTo("t");
    assertThat(moments.seconds()).containsExactly(4, 9, 14);
    assertThat(moments.sequences()).containsExactly(3, 6, 9);
    assertThat(moments.step()).isEqualTo(5);
    assertThat(moments.firstRow()).isEqualTo("r");
    assertThat(moments.lastRow()).isEqualTo("r");
  }

  @Test
  void familiesAreWrittenWithTheirSettings() throws IOException {
    TestKeys.configure(sort.conf);
    sort.table(
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(
                family("a")
                    .setCompressionType(Compression.Algorithm.GZ)
                    .setBloomFilterType(BloomType.ROWCOL)
                    .build())
            .setColumnFamily(family("b").setDataBlockEncoding(DataBlockEncoding.FAST_DIFF).build())
            .setColumnFamily(family("long_family").setEncryptionType("AES").build())
            .build());
    sort.wal(randomEntries(new Random(SEED), 400));

    WalSort.Result result = sort.sort(spark);

    for (String family : FAMILIES) {
      assertThat(sort.actual(result, TABLE, family).cells())
          .as("%s, seed %d", family, SEED)
          .isEqualTo(sort.expected(TABLE, family));
    }
    try (HFile.Reader a = open(result, "a");
        HFile.Reader b = open(result, "b");
        HFile.Reader encrypted = open(result, "long_family")) {
      assertThat(a.getTrailer().getCompressionCodec()).isEqualTo(Compression.Algorithm.GZ);
      assertThat(a.getHFileInfo().get(HStoreFile.BLOOM_FILTER_TYPE_KEY))
          .isEqualTo(Bytes.toBytes("ROWCOL"));
      assertThat(b.getDataBlockEncoding()).isEqualTo(DataBlockEncoding.FAST_DIFF);
      assertThat(b.getFileContext().getEncryptionContext()).isEqualTo(Encryption.Context.NONE);
      assertThat(encrypted.getFileContext().getEncryptionContext().getCipher().getName())
          .isEqualTo("AES");
    }
  }

  @Test
  void cellsBeforeAndAfterABulkLoadAreInDifferentFiles() throws IOException {
    sort.table(table(TABLE), Bytes.toBytes("m"));
    sort.findsBulkLoads = true;
    sort.wal(
        new Entry(TABLE, 3, 1000, put("b", 1, "before"), put("x", 1, "elsewhere")),
        new Entry(TABLE, 9, 2000, put("b", 1, "after"), put("x", 1, "elsewhere too")));
    bulkLoad(5, "a", "c");

    SortedCells actual = sort.actual(sort.sort(spark), TABLE, "a");

    assertThat(actual.files()).hasSize(3);
    assertThat(actual.files())
        .extracting(SortedCells.OneFile::cells)
        .containsExactlyInAnyOrder(
            List.of(described("b", 1, 3, "before")),
            List.of(described("b", 1, 9, "after")),
            List.of(described("x", 1, 9, "elsewhere too"), described("x", 1, 3, "elsewhere")));
  }

  @Test
  void aBulkLoadedFileThatIsNowhereFailsTheSortAndLeavesNothing() throws IOException {
    sort.table(table(TABLE));
    sort.findsBulkLoads = true;
    sort.wal(new Entry(TABLE, 3, 1000, put("b", 1, "v")));
    Files.delete(bulkLoad(5, "a", "c"));
    assertThatThrownBy(() -> sort.sort(spark))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_FILE_MISSING));
    assertThat(sort.files()).isEmpty();
  }

  /** Writes a file where a bulk load would have put it, and a WAL that says so. */
  private Path bulkLoad(long sequence, String... rows) throws IOException {
    String region = RegionInfoBuilder.newBuilder(TABLE).build().getEncodedName();
    Path family = sort.root.resolve("data/default/t/" + region + "/a");
    HFileSink sink =
        new HFileSink(
            sort.conf,
            FileSystem.getLocal(sort.conf).getRaw(),
            TABLE,
            ColumnFamilyDescriptorBuilder.of("a"),
            new org.apache.hadoop.fs.Path(family.toUri()),
            BandwidthBudget.UNLIMITED,
            true);
    for (String row : rows) {
      sink.append(put(row, 1, "loaded"));
    }
    sink.end();
    Path file = Path.of(URI.create(sink.written().get(0).path()));
    Path loaded = Files.move(file, family.resolve("0123_SeqId_" + sequence + "_"));
    WALEdit marker =
        WALEdit.createBulkLoadEvent(
            RegionInfoBuilder.newBuilder(TABLE).build(),
            ProtobufUtil.toBulkLoadDescriptor(
                TABLE,
                UnsafeByteOperations.unsafeWrap(Bytes.toBytes(region)),
                Map.of(Bytes.toBytes("a"), List.of(new org.apache.hadoop.fs.Path(loaded.toUri()))),
                Map.of(),
                sequence));
    sort.marker(TABLE, sequence, marker);
    return loaded;
  }

  private HFile.Reader open(WalSort.Result result, String family) throws IOException {
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path(
            result.files().stream()
                .filter(file -> file.family().equals(family))
                .findFirst()
                .orElseThrow()
                .file()
                .path());
    return HFile.createReader(
        path.getFileSystem(sort.conf), path, CacheConfig.DISABLED, true, sort.conf);
  }

  private List<String> cellsOfA(WalSort.Result result) throws IOException {
    return sort.actual(result, TABLE, "a").cells();
  }

  /** Entries in the order of a server: sequence ids and times grow. */
  private static List<Entry> randomEntries(Random random, int count) {
    List<Entry> entries = new ArrayList<>();
    long sequence = 1;
    long millis = 1_732_150_000_000L;
    for (int i = 0; i < count; i++) {
      sequence += 1 + random.nextInt(3);
      millis += random.nextInt(20);
      List<KeyValue> cells = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        cells.add(randomCell(random));
      }
      entries.add(new Entry(random.nextInt(3) == 0 ? OTHER : TABLE, sequence, millis, cells));
    }
    return entries;
  }

  /** Out of small pools, so that there are rewrites. */
  private static KeyValue randomCell(Random random) {
    KeyValue.Type[] types = {
      KeyValue.Type.Put,
      KeyValue.Type.Put,
      KeyValue.Type.Delete,
      KeyValue.Type.DeleteColumn,
      KeyValue.Type.DeleteFamily
    };
    byte[] row = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < row.length; i++) {
      row[i] = new byte[] {0, 1, 3, (byte) 0xff}[random.nextInt(4)];
    }
    byte[] value = new byte[random.nextInt(200) == 0 ? 100_000 : random.nextInt(20)];
    random.nextBytes(value);
    List<Tag> tags =
        random.nextInt(3) > 0
            ? List.of()
            : List.of(new ArrayBackedTag((byte) 65, new byte[1 + random.nextInt(5)]));
    return new KeyValue(
        row,
        Bytes.toBytes(FAMILIES[random.nextInt(FAMILIES.length)]),
        new byte[random.nextInt(3)],
        random.nextInt(10) == 0 ? HConstants.LATEST_TIMESTAMP : random.nextInt(3),
        types[random.nextInt(types.length)],
        value,
        tags);
  }

  private static KeyValue put(String row, long time, String value) {
    return new KeyValue(
        Bytes.toBytes(row), Bytes.toBytes("a"), Bytes.toBytes("q"), time, Bytes.toBytes(value));
  }

  private static String described(String row, long time, long sequence, String value) {
    KeyValue cell = put(row, time, value);
    cell.setSequenceId(sequence);
    return SortedCells.describe(cell);
  }

  private static TableDescriptor table(TableName name) {
    TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(name);
    for (String family : FAMILIES) {
      table.setColumnFamily(family(family).build());
    }
    return table.build();
  }

  private static ColumnFamilyDescriptorBuilder family(String name) {
    ColumnFamilyDescriptor plain = ColumnFamilyDescriptorBuilder.of(name);
    return ColumnFamilyDescriptorBuilder.newBuilder(plain);
  }
}
