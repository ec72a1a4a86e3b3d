package io.longshore.benchmarks;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Ten million cells, and fifty million for parts of a table: ten columns of numbers and short
 * texts.
 *
 * <pre>benchmarks/run snapshot-query synthetic</pre>
 */
final class SyntheticQueries extends SnapshotQueries {
  private static final int COLUMNS = 10;
  private static final int REGIONS = 4;
  private static final int LOOKED_UP = 1000;
  private static final long BEGAN = 1_750_000_000_000L;

  @Override
  public String name() {
    return "synthetic";
  }

  @Override
  List<Questions> load(Bench bench) throws Exception {
    return List.of(
        load(bench, "NONE", 1, false),
        load(bench, "FAST_DIFF", 1, false),
        load(bench, "FAST_DIFF", 5, true));
  }

  private static Questions load(Bench bench, String encoding, int millions, boolean parts)
      throws Exception {
    int rows = (int) (millions * 1_000_000 * bench.scale());
    QueryTable table = table(encoding, rows);
    table.load(bench.cluster(), cells(rows, 1, BEGAN), cells(rows, 100, BEGAN + rows));
    String from = Bytes.toString(key(rows / 2));
    String to = Bytes.toString(key(rows / 2 + rows / 100));
    return new Questions(
        table,
        String.format(Locale.ROOT, "%,d cells, %s", rows * COLUMNS, encoding),
        "c4",
        "id >= '" + from + "' AND id < '" + to + "'",
        BEGAN + rows,
        IntStream.range(0, LOOKED_UP)
            .mapToObj(i -> "'" + Bytes.toString(key(i * (rows / LOOKED_UP) + i % 7)) + "'")
            .toList(),
        parts);
  }

  private static QueryTable table(String encoding, int rows) {
    return new QueryTable(
        TableName.valueOf("synthetic_" + encoding.toLowerCase(Locale.ROOT) + "_" + rows),
        DataBlockEncoding.valueOf(encoding),
        IntStream.range(1, REGIONS).mapToObj(i -> key(rows / REGIONS * i)).toList(),
        "id string :key, "
            + IntStream.range(0, COLUMNS)
                .mapToObj(i -> "c" + i + " " + type(i) + " f:c" + i)
                .collect(Collectors.joining(", ")));
  }

  private static String type(int column) {
    return column < 4 ? "long" : column < 7 ? "int" : column < 8 ? "double" : "string";
  }

  private static byte[] key(int row) {
    return Bytes.toBytes(String.format(Locale.ROOT, "user%010d", row));
  }

  /** Every row, or every n-th, in order. */
  private static Iterator<KeyValue> cells(int rows, int every, long time) {
    SplittableRandom random = new SplittableRandom(every);
    byte[][] qualifiers =
        IntStream.range(0, COLUMNS).mapToObj(i -> Bytes.toBytes("c" + i)).toArray(byte[][]::new);
    return IntStream.range(0, rows / every)
        .boxed()
        .flatMap(
            i -> {
              byte[] key = key(i * every);
              return IntStream.range(0, COLUMNS)
                  .mapToObj(
                      c ->
                          new KeyValue(
                              key, QueryTable.FAMILY, qualifiers[c], time + i, value(c, random)));
            })
        .iterator();
  }

  private static byte[] value(int column, SplittableRandom random) {
    return switch (type(column)) {
      case "long" -> Bytes.toBytes(random.nextLong(1_000_000_000L));
      case "int" -> Bytes.toBytes(random.nextInt(100_000));
      case "double" -> Bytes.toBytes(random.nextDouble());
      default -> Bytes.toBytes("v" + random.nextInt(1_000_000));
    };
  }
}
