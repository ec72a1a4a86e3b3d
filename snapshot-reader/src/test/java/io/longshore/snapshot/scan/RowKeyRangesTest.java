package io.longshore.snapshot.scan;

import static io.longshore.snapshot.scan.Predicate.Operator.EQ;
import static io.longshore.snapshot.scan.Predicate.Operator.GE;
import static io.longshore.snapshot.scan.Predicate.Operator.GT;
import static io.longshore.snapshot.scan.Predicate.Operator.LE;
import static io.longshore.snapshot.scan.Predicate.Operator.LT;
import static io.longshore.snapshot.scan.Predicate.Operator.NE;
import static io.longshore.snapshot.scan.Predicate.and;
import static io.longshore.snapshot.scan.Predicate.between;
import static io.longshore.snapshot.scan.Predicate.compare;
import static io.longshore.snapshot.scan.Predicate.not;
import static io.longshore.snapshot.scan.Predicate.or;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.hfile.RowRange;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowKeyRangesTest {
  private static final String STRING = "k string :key, v int f:v";
  private static final String TWO = "a string :key until '|', b long :key, v int f:v";

  @Test
  void equalityIsOneRow() {
    RowKeyRanges ranges = of(STRING, compare(0, EQ, "row"));

    assertThat(ranges.ranges().list()).hasToString("[[row, row\\x00)]");
    assertThat(ranges.ranges().rows().get(0).isOneRow()).isTrue();
    assertThat(ranges.exact()).isTrue();
  }

  @Test
  void inIsItsRowsInTheKeysOrder() {
    assertThat(of(STRING, new Predicate.In(0, List.of("c", "a", "b", "a"))).ranges().list())
        .hasToString("[[a, a\\x00), [b, b\\x00), [c, c\\x00)]");
  }

  @Test
  void rangesOfStringsAreExact() {
    RowKeyRanges ranges =
        of(STRING, or(between(0, "b", "c"), and(compare(0, GT, "x"), compare(0, LT, "y"))));

    assertThat(ranges.ranges().list()).hasToString("[[b, c\\x00), [x\\x00, y)]");
    assertThat(ranges.exact()).isTrue();
  }

  @Test
  void aPrefixIsARange() {
    RowKeyRanges ranges = of(STRING, new Predicate.StartsWith(0, Bytes.toBytes("ab")));

    assertThat(ranges.ranges().list()).hasToString("[[ab, ac)]");
    assertThat(ranges.exact()).isTrue();
    assertThat(of(STRING, not(new Predicate.StartsWith(0, Bytes.toBytes("ab")))).ranges().list())
        .hasToString("[[, ab), [ac, )]");
  }

  @Test
  void rangesOfSignedNumbersAreSplitInTwo() {
    RowKeyRanges ranges = of("k int :key", compare(0, LE, 5));

    assertThat(ranges.ranges().list())
        .hasToString("[[\\x00\\x00\\x00\\x00, \\x00\\x00\\x00\\x06), [\\x80\\x00\\x00\\x00, )]");
    // Keys of another length lie between; they are malformed.
    assertThat(ranges.exact()).isFalse();
    assertThat(ranges.exactIfWellFormed()).isTrue();
  }

  @Test
  void rangesOfNegativeDoublesAreReversed() {
    assertThat(of("k double :key", and(compare(0, GE, -2.0), compare(0, LE, 2.0))).ranges().list())
        .hasToString(
            "[[\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00,"
                + " @\\x00\\x00\\x00\\x00\\x00\\x00\\x01),"
                + " [\\x80\\x00\\x00\\x00\\x00\\x00\\x00\\x00,"
                + " \\xC0\\x00\\x00\\x00\\x00\\x00\\x00\\x01)]");
  }

  @Test
  void zeroIsBothZeros() {
    assertThat(of("k float :key", compare(0, EQ, -0.0f)).ranges().list())
        .hasToString(
            "[[\\x00\\x00\\x00\\x00, \\x00\\x00\\x00\\x01),"
                + " [\\x80\\x00\\x00\\x00, \\x80\\x00\\x00\\x01)]");
  }

  @Test
  void numbersThatKeepTheirOrderAreOneRange() {
    assertThat(of("k int :key phoenix", between(0, -1, 1)).ranges().list())
        .hasToString("[[\\x7F\\xFF\\xFF\\xFF, \\x80\\x00\\x00\\x02)]");
    assertThat(of("k int :key phoenix desc", between(0, -1, 1)).ranges().list())
        .hasToString("[[\\x7F\\xFF\\xFF\\xFE, \\x80\\x00\\x00\\x01)]");
  }

  /** At the key's end a string that begins 0xff, no UTF-8, is no null, though written 0x00. */
  @Test
  void invertedStringsWithoutAnUpperBoundBeginAtZero() {
    RowKeyRanges above = of("k string :key phoenix desc", compare(0, GT, "a"));
    RowKeyRanges notNull = of("k string :key phoenix desc", not(new Predicate.IsNull(0)));

    assertThat(above.ranges().list()).hasToString("[[, \\x9F)]");
    assertThat(notNull.ranges().isAll()).isTrue();
    assertThat(notNull.exactIfWellFormed()).isFalse();
  }

  @Test
  void equalityOnLeadingPiecesAndARangeOnTheNextAreOneRange() {
    RowKeyRanges ranges = of(TWO, and(compare(0, EQ, "x"), compare(1, GE, 7L)));

    assertThat(ranges.ranges().list())
        .hasToString("[[x|\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x07," + " x|\\x80)]");
    assertThat(ranges.exactIfWellFormed()).isTrue();
  }

  @Test
  void equalityOnAllPiecesIsARow() {
    RowKeyRanges ranges = of(TWO, and(new Predicate.In(0, List.of("y", "x")), compare(1, EQ, 1L)));

    assertThat(ranges.ranges().rows()).hasSize(2).allMatch(RowRange::isOneRow);
    assertThat(ranges.exact()).isTrue();
  }

  @Test
  void aPieceBehindARangeMakesItInexact() {
    RowKeyRanges ranges = of("a int :key, b int :key", and(compare(0, GT, 5), compare(1, EQ, 1)));

    assertThat(ranges.ranges().list()).hasToString("[[\\x00\\x00\\x00\\x06, \\x80)]");
    assertThat(ranges.exactIfWellFormed()).isFalse();
  }

  @Test
  void aPieceBehindAnythingIsNotTranslated() {
    assertThat(of(TWO, compare(1, EQ, 1L))).isEqualTo(RowKeyRanges.UNKNOWN);
  }

  @Test
  void manyValuesOfSeveralPiecesAreNotNamedOneByOne() {
    List<Integer> many = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      many.add(2 * i);
    }
    RowKeyRanges ranges =
        of(
            "a int :key, b int :key, c int :key",
            and(new Predicate.In(0, many), new Predicate.In(1, many), compare(2, EQ, 1)));

    assertThat(ranges.ranges().list().size()).isLessThan(20_000);
    assertThat(ranges.exactIfWellFormed()).isFalse();
  }

  @Test
  void valuesAreNotInTheKey() {
    RowKeyRanges ranges = of(STRING, and(compare(0, EQ, "x"), compare(1, EQ, 1)));

    assertThat(ranges.ranges().list()).hasToString("[[x, x\\x00)]");
    assertThat(ranges.exact()).isFalse();
    assertThat(of(STRING, or(compare(0, EQ, "x"), compare(1, EQ, 1))).ranges().isAll()).isTrue();
  }

  @Test
  void notEqualIsTwoRanges() {
    RowKeyRanges ranges = of(STRING, compare(0, NE, "m"));

    assertThat(ranges.ranges().list()).hasToString("[[, m), [m\\x00, )]");
    assertThat(ranges.exact()).isTrue();
  }

  @Test
  void nothingComparesWithNull() {
    assertThat(of(STRING, compare(0, EQ, null)).ranges().isEmpty()).isTrue();
    assertThat(of(STRING, not(compare(0, EQ, null))).ranges().isEmpty()).isTrue();
  }

  @Test
  void aContradictionIsNoRow() {
    assertThat(of(STRING, and(compare(0, LT, "a"), compare(0, GT, "b"))).ranges().isEmpty())
        .isTrue();
  }

  @Test
  void numbersAsTextHaveNoOrder() {
    assertThat(of("k int :key text", compare(0, EQ, 1))).isEqualTo(RowKeyRanges.UNKNOWN);
  }

  @Test
  void rowsOrderByTheirPiecesAsFarAsBytesDo() {
    assertThat(orders(STRING)).containsExactly(ValueOrder.ASCENDING);
    assertThat(orders("k long :key")).isEmpty();
    assertThat(orders("a string :key, b long :key phoenix, c int :key"))
        .containsExactly(ValueOrder.ASCENDING, ValueOrder.ASCENDING);
    assertThat(orders("a string :key until '|', b string :key")).isEmpty();
    assertThat(orders("a string :key(4), b string :key"))
        .containsExactly(ValueOrder.ASCENDING, ValueOrder.ASCENDING);
    assertThat(orders("a int :key phoenix desc")).containsExactly(ValueOrder.DESCENDING);
    assertThat(orders("a string :key phoenix desc")).isEmpty();
    assertThat(orders("a double :key ordered, b long :key phoenix"))
        .containsExactly(ValueOrder.ASCENDING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a string :key, b long :key phoenix, c string :key",
        "a string :key phoenix, b int :key phoenix desc, c string :key phoenix",
        "a long :key phoenix desc, b string :key phoenix desc, c int :key phoenix",
        "a string :key(2), b string :key ordered desc, c int :key phoenix",
        "a int :key ordered, b int :key phoenix, c string :key"
      })
  void rowsAreSortedByTheirPiecesAsTheirOrdersSay(String columns) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ColumnMapping mapping = ColumnMapping.parse(columns);
    KeyLayout layout = new KeyLayout(mapping, ZoneOffset.UTC);
    TreeMap<byte[], List<Object>> rows = new TreeMap<>(Arrays::compareUnsigned);
    while (rows.size() < 500) {
      byte[] row = {};
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < layout.pieces(); i++) {
        Object value = value(mapping.columns().get(layout.column(i)), random);
        values.add(value);
        row = ByteRange.concat(row, layout.framed(i, layout.codec(i).encode(value)));
      }
      rows.put(row, values);
    }
    List<ValueOrder> orders = layout.orders();
    List<List<Object>> sorted = new ArrayList<>(rows.values());
    sorted.sort((one, other) -> inOrder(one, other, orders));
    assertThat(orders).isNotEmpty();
    assertThat(leading(sorted, orders.size()))
        .as("seed %s", seed)
        .isEqualTo(leading(rows.values(), orders.size()));
  }

  private static List<List<Object>> leading(Collection<List<Object>> rows, int pieces) {
    return rows.stream().map(row -> row.subList(0, pieces)).toList();
  }

  /** Few values, of which many are the beginning of others. */
  private static Object value(Column column, Random random) {
    if (column.type() == ColumnType.Simple.STRING) {
      boolean fixed = ((ColumnSource.Key) column.source()).length() > 0;
      int length = fixed ? 2 : 1 + random.nextInt(3);
      return random
          .ints(length, 0, 3)
          .mapToObj(letter -> "\u0001a~".substring(letter, letter + 1))
          .collect(Collectors.joining());
    }
    int number = random.nextInt(4) - 2;
    return column.type() == ColumnType.Simple.LONG ? (Object) (long) number : (Object) number;
  }

  private static int inOrder(List<Object> one, List<Object> other, List<ValueOrder> orders) {
    for (int i = 0; i < orders.size(); i++) {
      Object left = one.get(i);
      Object right = other.get(i);
      int order =
          left instanceof String text
              ? text.compareTo((String) right)
              : Long.compare(((Number) left).longValue(), ((Number) right).longValue());
      if (order != 0) {
        return orders.get(i) == ValueOrder.ASCENDING ? order : -order;
      }
    }
    return 0;
  }

  private static List<ValueOrder> orders(String columns) {
    return new KeyLayout(ColumnMapping.parse(columns), ZoneOffset.UTC).orders();
  }

  private static RowKeyRanges of(String columns, Predicate predicate) {
    ColumnMapping mapping = ColumnMapping.parse(columns);
    return RowKeyRanges.of(predicate, new KeyLayout(mapping, ZoneOffset.UTC));
  }
}
