package io.longshore.jobs.sort.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.jobs.sort.SortRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.hadoop.hbase.ArrayBackedTag;
import org.apache.hadoop.hbase.CellComparatorImpl;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.unsafe.Platform;
import org.junit.jupiter.api.Test;

class CellRecordsTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");

  private static final byte[] BYTES = {0, 0, 1, 'a', 0x7f, (byte) 0x80, (byte) 0xff};

  private static final KeyValue.Type[] TYPES = {
    KeyValue.Type.Put,
    KeyValue.Type.Delete,
    KeyValue.Type.DeleteColumn,
    KeyValue.Type.DeleteFamily,
    KeyValue.Type.DeleteFamilyVersion
  };

  /** A cell where it stood in WAL and batch. */
  record Placed(KeyValue cell, int store, int position, int seconds) {
    SortRecord record() {
      SortRecord record = new SortRecord();
      CellRecords.begin(cell, store, cell.getSequenceId(), position, seconds, record);
      return record;
    }

    @Override
    public String toString() {
      return "store " + store + " " + cell + " position " + position;
    }
  }

  @Provide
  Arbitrary<Placed> cells() {
    return cells(
        Arbitraries.oneOf(
            Arbitraries.of(0L, 1L, HConstants.LATEST_TIMESTAMP, HConstants.LATEST_TIMESTAMP - 1),
            Arbitraries.longs().between(0, Long.MAX_VALUE)));
  }

  @Provide
  Arbitrary<List<Placed>> manyCells() {
    return cells().list().ofMaxSize(20);
  }

  /** HBase refuses to make cells of times before 1970 out of bytes, but would order them. */
  @Provide
  Arbitrary<Placed> cellsOfAllTimes() {
    return cells(
        Arbitraries.oneOf(
            Arbitraries.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE), Arbitraries.longs()));
  }

  @Property
  void aCellIsReadAsItWasWritten(@ForAll("cells") Placed placed) {
    assertSame(placed, read(placed));
  }

  @Property(tries = 200)
  void cellsMayBeKept(@ForAll("manyCells") List<Placed> all) {
    CellRun run = new CellRun(new CellChunks());
    List<KeyValue> kept = new ArrayList<>();
    for (Placed placed : all) {
      SortRecord record = placed.record();
      read(run, record.bytes(), 0);
      kept.add((KeyValue) run.cell());
      Arrays.fill(record.bytes(), (byte) 0x55);
    }
    for (int i = 0; i < kept.size(); i++) {
      assertSame(all.get(i), kept.get(i));
    }
  }

  @Property
  void aRecordMayLieAnywhere(@ForAll("cells") Placed placed, @ForAll @IntRange(max = 9) int at) {
    SortRecord record = placed.record();
    byte[] memory = new byte[at + record.length() + 9];
    Arrays.fill(memory, (byte) 0xaa);
    System.arraycopy(record.bytes(), 0, memory, at, record.length());
    CellRun run = new CellRun(new CellChunks());
    read(run, memory, at);
    assertSame(placed, (KeyValue) run.cell());
  }

  @Property
  void whatGoesWithACellIsReadToo(@ForAll("cells") Placed placed) {
    CellRun run = look(placed.record());
    assertThat(run.isBulkLoad()).isFalse();
    assertThat(run.store()).isEqualTo(placed.store());
    assertThat(run.seconds()).isEqualTo(placed.seconds());
  }

  @Property(tries = 5000)
  void recordsOrderAsHBaseOrdersCells(
      @ForAll("cellsOfAllTimes") Placed left, @ForAll("cellsOfAllTimes") Placed right) {
    assertThat(Integer.signum(Arrays.compareUnsigned(key(left), key(right))))
        .isEqualTo(Integer.signum(compare(left, right)));
  }

  /** Cells that have much in common: random ones seldom differ in the last parts only. */
  @Property(tries = 5000)
  void cellsThatDifferInOnePartOnlyOrderByIt(
      @ForAll("cellsOfAllTimes") Placed left,
      @ForAll("cellsOfAllTimes") Placed other,
      @ForAll @IntRange(max = 6) int part) {
    Placed right = withPartOf(left, other, part);
    assertThat(Integer.signum(Arrays.compareUnsigned(key(left), key(right))))
        .isEqualTo(Integer.signum(compare(left, right)));
  }

  @Property(tries = 3000)
  void onlyACellThatSortsBehindWhateverItsIdsGoesWithARun(
      @ForAll("cells") Placed left,
      @ForAll("cells") Placed other,
      @ForAll @IntRange(min = 1, max = 3) int part) {
    Placed right = withPartOf(left, other, part);
    boolean behind = CellComparatorImpl.COMPARATOR.compare(left.cell(), right.cell(), true) < 0;
    SortRecord record = left.record();
    int length = record.length();
    // A long record is not added to.
    Assume.that(length < 20_000);
    assertThat(CellRecords.add(right.cell(), left.cell(), left.cell(), 1, record))
        .isEqualTo(behind);
    assertThat(record.length() > length).isEqualTo(behind);
  }

  /** Each cell of a run, and what a record of it alone would be. */
  @Property(tries = 500)
  void aRunIsReadAsItWasWritten(@ForAll("manyCells") List<Placed> all) {
    Placed first = null;
    SortRecord record = new SortRecord();
    List<Placed> added = new ArrayList<>();
    for (Placed each : all) {
      if (first == null) {
        first = new Placed(each.cell(), each.store(), each.position(), 7);
        CellRecords.begin(
            first.cell(), first.store(), sequence(first), first.position(), 7, record);
        added.add(first);
        continue;
      }
      Placed last = added.get(added.size() - 1);
      Placed next = inRunOf(first, each, last.position());
      int places = next.position() - last.position();
      if (CellRecords.add(next.cell(), first.cell(), last.cell(), places, record)) {
        added.add(next);
      }
    }
    if (first == null) {
      return;
    }
    CellRun run = new CellRun(new CellChunks());
    read(run, record.bytes(), 0);
    for (int i = 0; i < added.size(); i++) {
      Placed each = added.get(i);
      assertSame(each, (KeyValue) run.cell());
      SortRecord alone = new SortRecord();
      run.encode(alone);
      assertThat(bytes(alone)).isEqualTo(bytes(each.record()));
      assertThat(run.next()).isEqualTo(i + 1 < added.size());
    }
  }

  @Property
  void aRowsKeyBeginsTheKeysOfItsCellsAndNoOthers(
      @ForAll("cells") Placed left, @ForAll("cells") Placed right) {
    byte[] row = CellRecords.rowKey(left.store(), row(left));
    assertThat(key(left)).startsWith(row);
    boolean sameRow = left.store() == right.store() && Bytes.equals(row(left), row(right));
    assertThat(Bytes.startsWith(key(right), row)).isEqualTo(sameRow);
  }

  @Property
  void aBulkLoadIsBeforeAllCellsOfItsStoreAndAfterTheStoreBefore(
      @ForAll("cells") Placed placed,
      @ForAll @IntRange(max = 7) int store,
      @ForAll @LongRange(min = 0) long sequence) {
    byte[] load = key(bulkLoad(store, sequence));
    if (placed.store() < store) {
      assertThat(Arrays.compareUnsigned(load, key(placed))).isPositive();
    } else {
      assertThat(Arrays.compareUnsigned(load, key(placed))).isNegative();
    }
  }

  @Property
  void aBulkLoadIsReadAsItWasWritten(
      @ForAll @IntRange(min = 0) int store, @ForAll @LongRange(min = 0) long sequence) {
    CellRun records = look(bulkLoad(store, sequence));
    assertThat(records.isBulkLoad()).isTrue();
    assertThat(records.store()).isEqualTo(store);
    assertThat(records.bulkLoadSequence()).isEqualTo(sequence);
  }

  @Test
  void rowsOfZerosAreNoBulkLoads() {
    for (int length = 1; length < 20; length++) {
      KeyValue cell = new KeyValue(new byte[length], FAMILY, new byte[length], 5, new byte[0]);
      Placed placed = new Placed(cell, 0, 0, 0);
      assertThat(look(placed.record()).isBulkLoad()).isFalse();
      assertSame(placed, read(placed));
    }
  }

  @Test
  void theLongestRowAndALargeValueAreReadAsTheyWereWritten() {
    byte[] row = new byte[HConstants.MAX_ROW_LENGTH];
    byte[] value = new byte[3 << 20];
    Arrays.fill(value, (byte) 7);
    Placed placed =
        new Placed(new KeyValue(row, FAMILY, new byte[100_000], 1, value), 3, 1, Integer.MIN_VALUE);
    assertSame(placed, read(placed));
  }

  @Test
  void timesBefore1970AreRefusedAsHBaseRefusesThem() {
    Placed placed = new Placed(new KeyValue(new byte[1], FAMILY, null, -1, new byte[0]), 0, 0, 0);
    assertThatThrownBy(() -> read(placed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Timestamp cannot be negative");
  }

  private static Arbitrary<Placed> cells(Arbitrary<Long> times) {
    Arbitrary<byte[]> values =
        Arbitraries.oneOf(
            bytes(0, 12), Arbitraries.integers().between(1, 300_000).map(CellRecordsTest::value));
    Arbitrary<Long> sequences =
        Arbitraries.oneOf(
            Arbitraries.of(0L, 1L, 2L), Arbitraries.longs().between(0, Long.MAX_VALUE));
    Arbitrary<KeyValue> cells =
        Combinators.combine(
                bytes(1, 5),
                bytes(0, 4),
                times,
                Arbitraries.of(TYPES),
                values,
                bytes(1, 6).list().ofMaxSize(2),
                sequences)
            .as(CellRecordsTest::cell);
    return Combinators.combine(
            cells,
            Arbitraries.of(0, 1, 2, 255, 256, Integer.MAX_VALUE - 1),
            Arbitraries.integers().between(0, 1 << 20),
            Arbitraries.integers())
        .as(Placed::new);
  }

  private static Arbitrary<byte[]> bytes(int least, int most) {
    return Arbitraries.integers()
        .between(0, BYTES.length - 1)
        .map(i -> BYTES[i])
        .array(byte[].class)
        .ofMinSize(least)
        .ofMaxSize(most);
  }

  private static byte[] value(int length) {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) (i * 31);
    }
    return value;
  }

  private static KeyValue cell(
      byte[] row,
      byte[] qualifier,
      long time,
      KeyValue.Type type,
      byte[] value,
      List<byte[]> tags,
      long sequence) {
    List<Tag> all = new ArrayList<>();
    tags.forEach(tag -> all.add(new ArrayBackedTag((byte) 65, tag)));
    KeyValue cell = new KeyValue(row, FAMILY, qualifier, time, type, value, all);
    cell.setSequenceId(sequence);
    return cell;
  }

  /** The left one, with one part of the right one. */
  private static Placed withPartOf(Placed left, Placed right, int part) {
    KeyValue base = left.cell();
    KeyValue other = right.cell();
    KeyValue cell =
        cell(
            row(part == 0 ? right : left),
            qualifier(part == 1 ? other : base),
            (part == 2 ? other : base).getTimestamp(),
            KeyValue.Type.codeToType((part == 3 ? other : base).getTypeByte()),
            new byte[0],
            List.of(),
            (part == 4 ? other : base).getSequenceId());
    return new Placed(
        cell,
        (part == 5 ? right : left).store(),
        (part == 6 ? right : left).position(),
        left.seconds());
  }

  private static int compare(Placed left, Placed right) {
    if (left.store() != right.store()) {
      return Integer.compare(left.store(), right.store());
    }
    // Sequence ids too.
    int cells = CellComparatorImpl.COMPARATOR.compare(left.cell(), right.cell());
    return cells != 0 ? cells : Integer.compare(right.position(), left.position());
  }

  private static SortRecord bulkLoad(int store, long sequence) {
    SortRecord record = new SortRecord();
    CellRecords.encodeBulkLoad(store, sequence, record);
    return record;
  }

  private static CellRun look(SortRecord record) {
    CellRun run = new CellRun(new CellChunks());
    run.read(record.bytes(), Platform.BYTE_ARRAY_OFFSET);
    return run;
  }

  /** Has the run's first cell in hand. */
  private static void read(CellRun run, byte[] memory, int at) {
    run.read(memory, Platform.BYTE_ARRAY_OFFSET + at);
    run.decode(memory, Platform.BYTE_ARRAY_OFFSET + at, FAMILY);
    assertThat(run.next()).isTrue();
  }

  private static KeyValue read(Placed placed) {
    CellRun run = new CellRun(new CellChunks());
    SortRecord record = placed.record();
    read(run, record.bytes(), 0);
    return (KeyValue) run.cell();
  }

  /** A cell of the same row, store and batch, behind a position. */
  private static Placed inRunOf(Placed first, Placed other, int position) {
    KeyValue cell =
        cell(
            row(first),
            qualifier(other.cell()),
            other.cell().getTimestamp(),
            KeyValue.Type.codeToType(other.cell().getTypeByte()),
            Bytes.copy(
                other.cell().getValueArray(),
                other.cell().getValueOffset(),
                other.cell().getValueLength()),
            List.of(),
            sequence(first));
    return new Placed(cell, first.store(), position + 1 + other.position() % 300, 7);
  }

  private static long sequence(Placed placed) {
    return placed.cell().getSequenceId();
  }

  private static byte[] bytes(SortRecord record) {
    return Arrays.copyOf(record.bytes(), record.length());
  }

  private static byte[] key(Placed placed) {
    return key(placed.record());
  }

  private static byte[] key(SortRecord record) {
    return Arrays.copyOfRange(record.bytes(), Integer.BYTES, Integer.BYTES + record.keyLength());
  }

  private static byte[] row(Placed placed) {
    KeyValue cell = placed.cell();
    return Bytes.copy(cell.getRowArray(), cell.getRowOffset(), cell.getRowLength());
  }

  private static byte[] qualifier(KeyValue cell) {
    return Bytes.copy(
        cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength());
  }

  /** In every byte, tags among them, and in the sequence id. */
  private static void assertSame(Placed expected, KeyValue actual) {
    assertThat(bytes(actual)).isEqualTo(bytes(expected.cell()));
    assertThat(actual.getSequenceId()).isEqualTo(expected.cell().getSequenceId());
  }

  private static byte[] bytes(KeyValue cell) {
    return Bytes.copy(cell.getBuffer(), cell.getOffset(), cell.getLength());
  }
}
