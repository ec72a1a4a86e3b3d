package io.longshore.snapshot.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.hadoop.hbase.util.Bytes;

/** Claims that hold of every encoding, for random values and predicates. */
final class RandomValuesTest {
  @Property(tries = 3000)
  void whatIsWrittenIsRead(@ForAll long seed) {
    Random random = new Random(seed);
    Sample sample = Sample.ALL.get(random.nextInt(Sample.ALL.size()));
    Column column = key(sample);
    Object value = sample.value(random);
    byte[] bytes = sample.write(value, random);

    Object read = Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), bytes);

    assertThat(same(column, read, value)).as("%s: %s read as %s", sample, value, read).isTrue();
  }

  @Property(tries = 3000)
  void bytesOrderAsIsSaid(@ForAll long seed) {
    Random random = new Random(seed);
    Sample sample = Sample.ALL.get(random.nextInt(Sample.ALL.size()));
    ValueOrder order = key(sample).codec(ZoneOffset.UTC).order();
    Object a = sample.value(random);
    Object b = sample.value(random);
    int values = Integer.signum(Sql.compare(a, b));
    int bytes =
        Integer.signum(
            Arrays.compareUnsigned(
                with(sample.write(a, random), sample.atEnd()),
                with(sample.write(b, random), sample.atEnd())));
    if (order == ValueOrder.NONE || values == 0) {
      return;
    }

    assertThat(bytes)
        .as("%s: %s and %s", sample, a, b)
        .isEqualTo(order == ValueOrder.ASCENDING ? values : -values);
  }

  @Property(tries = 3000)
  void aLiteralIsEncodedAsItIsWritten(@ForAll long seed) {
    Random random = new Random(seed);
    Sample sample = Sample.ALL.get(random.nextInt(Sample.ALL.size()));
    Object value = sample.value(random);
    byte[] encoded = key(sample).codec(ZoneOffset.UTC).encode(value);
    if (encoded == null) {
      return;
    }

    assertThat(encoded).as(sample.toString()).isEqualTo(sample.write(value, random));
  }

  @Property(tries = 60000)
  void aRowIsInTheRangesIfThePredicateIsTrue(@ForAll long seed) {
    Random random = new Random(seed);
    List<Sample> pieces = pieces(random);
    ColumnMapping mapping = mapping(pieces);
    KeyLayout layout = new KeyLayout(mapping, ZoneOffset.UTC);
    Predicate predicate = Sql.random(random, pieces, 3);
    RowKeyRanges ranges = RowKeyRanges.of(predicate, layout);
    for (int i = 0; i < 5; i++) {
      Object[] row = new Object[pieces.size()];
      byte[] key = {};
      for (int piece = 0; piece < row.length; piece++) {
        Sample sample = pieces.get(piece);
        row[piece] = sample.value(random);
        key = with(key, sample.write(row[piece], random));
        key = with(key, piece == row.length - 1 ? sample.atEnd() : sample.behind());
      }
      boolean wanted = Boolean.TRUE.equals(Sql.truth(predicate, read(layout, mapping, key)));
      boolean within = ranges.ranges().contains(key, 0, key.length);

      assertThat(within || !wanted)
          .as("%s%n%s%n%s%n%s", mapping, predicate, Bytes.toStringBinary(key), ranges)
          .isTrue();
      assertThat(within && !wanted && ranges.exactIfWellFormed())
          .as("exact%n%s%n%s%n%s%n%s", mapping, predicate, Bytes.toStringBinary(key), ranges)
          .isFalse();
      assertThat(decoded(layout, mapping, key, row)).isEqualTo("same");
    }
  }

  /** Keys of any bytes: what is malformed is null, and then no comparison is true. */
  @Property(tries = 60000)
  void malformedRowsAreInTheRangesIfThePredicateIsTrue(@ForAll long seed) {
    Random random = new Random(seed);
    List<Sample> pieces = pieces(random);
    ColumnMapping mapping = mapping(pieces);
    KeyLayout layout = new KeyLayout(mapping, ZoneOffset.UTC);
    Predicate predicate = Sql.random(random, pieces, 3);
    RowKeyRanges ranges = RowKeyRanges.of(predicate, layout);
    for (int i = 0; i < 5; i++) {
      byte[] key = {};
      for (Sample sample : pieces) {
        key = with(key, with(sample.write(sample.value(random), random), sample.behind()));
      }
      key = Arrays.copyOf(key, random.nextInt(key.length + 3));
      if (key.length > 0 && random.nextBoolean()) {
        key[random.nextInt(key.length)] = (byte) random.nextInt();
      }
      Object[] row = read(layout, mapping, key);
      boolean wanted = Boolean.TRUE.equals(Sql.truth(predicate, nulled(row)));
      boolean within = ranges.ranges().contains(key, 0, key.length);
      boolean wellFormed = !Arrays.asList(row).contains("malformed");

      assertThat(within || !wanted)
          .as("%s%n%s%n%s%n%s", mapping, predicate, Bytes.toStringBinary(key), ranges)
          .isTrue();
      boolean exact = ranges.exact() || ranges.exactIfWellFormed() && wellFormed;
      assertThat(within && !wanted && exact)
          .as("exact%n%s%n%s%n%s%n%s", mapping, predicate, Bytes.toStringBinary(key), ranges)
          .isFalse();
    }
  }

  @Property(tries = 10000)
  void predicatesOnValuesAreTrueAsInSql(@ForAll long seed) {
    Random random = new Random(seed);
    List<Sample> columns = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      Sample sample = Sample.ALL.get(random.nextInt(Sample.ALL.size()));
      if (sample.place().contains("(")) {
        // Cells have no width.
        sample = Sample.ALL.get(random.nextInt(8));
      }
      columns.add(sample);
      text.append(i > 0 ? ", " : "").append(sample.column("c" + i, "f:q" + i));
    }
    ColumnMapping mapping = ColumnMapping.parse(text.toString());
    Predicate predicate = Sql.random(random, columns, 3);
    ValuePredicates compiled =
        ValuePredicates.of(
            predicate,
            mapping,
            ZoneOffset.UTC,
            column -> {
              throw new AssertionError("Malformed: " + column);
            });
    assertThat(ValuePredicates.canDecide(predicate, mapping)).isTrue();
    for (int i = 0; i < 5; i++) {
      Object[] row = new Object[columns.size()];
      byte[][] bytes = new byte[row.length][];
      for (int c = 0; c < row.length; c++) {
        row[c] = random.nextInt(5) == 0 ? null : columns.get(c).value(random);
        if (row[c] != null) {
          bytes[c] = columns.get(c).write(row[c], random);
          Column column = mapping.columns().get(c);
          row[c] = Recorder.decode(column.codec(ZoneOffset.UTC), column.type(), bytes[c]);
        }
      }

      assertThat(compiled.test(new Cells(bytes)))
          .as("%s%n%s%n%s", mapping, predicate, Arrays.deepToString(row))
          .isEqualTo(Boolean.TRUE.equals(Sql.truth(predicate, row)));
    }
  }

  /** In zones whose clocks are set back across midnight as well. */
  @Property(tries = 3000)
  void daysOfAnyZoneAreInTheRanges(@ForAll long seed) {
    Random random = new Random(seed);
    String[] zones = {"America/St_Johns", "Europe/Berlin", "Pacific/Apia", "+05:30"};
    ZoneId zone = ZoneId.of(zones[random.nextInt(zones.length)]);
    ColumnMapping mapping = ColumnMapping.parse("d date :key");
    KeyLayout layout = new KeyLayout(mapping, zone);
    byte[] key = Bytes.toBytes(random.nextInt() * 1000L);
    int day = (Integer) Recorder.decode(layout.codec(0), ColumnType.Simple.DATE, key);
    Predicate.Operator operator = Predicate.Operator.values()[random.nextInt(6)];
    Predicate predicate = Predicate.compare(0, operator, day + random.nextInt(3) - 1);
    RowKeyRanges ranges = RowKeyRanges.of(predicate, layout);
    boolean wanted = Boolean.TRUE.equals(Sql.truth(predicate, new Object[] {day}));
    boolean within = ranges.ranges().contains(key, 0, key.length);

    assertThat(within || !wanted).isTrue();
    assertThat(within && !wanted && ranges.exactIfWellFormed()).isFalse();
  }

  private static List<Sample> pieces(Random random) {
    List<Sample> pieces = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    while (pieces.size() < count) {
      Sample sample = Sample.ALL.get(random.nextInt(Sample.ALL.size()));
      if (sample.behind() != null || pieces.size() == count - 1) {
        pieces.add(sample);
      }
    }
    if (pieces.get(pieces.size() - 1).behind() == null && random.nextBoolean()) {
      pieces.remove(pieces.size() - 1);
      pieces.add(Sample.ALL.get(0));
    }
    return pieces;
  }

  private static ColumnMapping mapping(List<Sample> pieces) {
    List<String> columns = new ArrayList<>();
    for (Sample sample : pieces) {
      columns.add(sample.column("k" + columns.size(), sample.place()));
    }
    return ColumnMapping.parse(String.join(", ", columns));
  }

  private static Column key(Sample sample) {
    return mapping(List.of(sample)).columns().get(0);
  }

  private static Object[] read(KeyLayout layout, ColumnMapping mapping, byte[] key) {
    int pieces = layout.pieces();
    int[] starts = new int[pieces];
    int[] ends = new int[pieces];
    layout.split(key, 0, key.length, starts, ends);
    Object[] row = new Object[pieces];
    for (int i = 0; i < pieces; i++) {
      Recorder recorder = new Recorder(mapping.columns().get(i).type());
      boolean ok = layout.decode(i, key, starts[i], ends[i], recorder);
      row[i] = ok ? recorder.value() : "malformed";
    }
    return row;
  }

  private static Object[] nulled(Object[] row) {
    Object[] nulled = row.clone();
    for (int i = 0; i < row.length; i++) {
      nulled[i] = "malformed".equals(row[i]) ? null : row[i];
    }
    return nulled;
  }

  private static String decoded(KeyLayout layout, ColumnMapping mapping, byte[] key, Object[] row) {
    Object[] read = read(layout, mapping, key);
    for (int i = 0; i < row.length; i++) {
      if (!same(mapping.columns().get(i), read[i], row[i])) {
        return mapping + "\n" + Arrays.deepToString(read) + " of " + Bytes.toStringBinary(key);
      }
    }
    return "same";
  }

  /** Timestamps of milliseconds lose what is below. */
  private static boolean same(Column column, Object read, Object written) {
    if (read == null || "malformed".equals(read)) {
      return false;
    }
    if (column.type() == ColumnType.Simple.TIMESTAMP && column.encoding().equals(Encoding.BYTES)) {
      return read.equals(Math.floorDiv((Long) written, 1000L) * 1000);
    }
    return read instanceof BigDecimal || read instanceof byte[]
        ? Sql.compare(read, written) == 0
        : read.equals(written);
  }

  static byte[] with(byte[] first, byte[] second) {
    return second == null ? first : ByteRange.concat(first, second);
  }

  /** A row of values in arrays of their own. */
  record Cells(byte[][] values) implements ValuePredicates.Row {
    @Override
    public byte[] array(int column) {
      return values[column];
    }

    @Override
    public int offset(int column) {
      return 0;
    }

    @Override
    public int length(int column) {
      return values[column].length;
    }
  }
}
