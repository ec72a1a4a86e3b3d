package io.longshore.benchmarks;

import java.util.ArrayList;
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
 * Ten million cells: ten columns of numbers and short texts.
 *
 * <pre>benchmarks/run snapshot-query synthetic</pre>
 */
final class SyntheticQueries extends SnapshotQueries {
  private static final int COLUMNS = 10;
  private static final int REGIONS = 4;
  private static final long BEGAN = 1_750_000_000_000L;
  private int rows;

  @Override
  public String name() {
    return "synthetic";
  }

  @Override
  long newerThan() {
    return BEGAN + rows;
  }

  @Override
  List<String> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'" + Bytes.toString(key(i * (rows / count) + i % 7)) + "'")
        .toList();
  }

  @Override
  List<Questions> load(Bench bench) throws Exception {
    rows = (int) (1_000_000 * bench.scale());
    List<Questions> questions = new ArrayList<>();
    for (String encoding : List.of("NONE", "FAST_DIFF")) {
      QueryTable table = table(encoding);
      table.create(bench.cluster().admin());
      table.add(bench.conf(), cells(1, BEGAN));
      table.compact(bench.cluster().admin());
      bench.cluster().admin().snapshot(table.snapshot("all"), table.name());
      table.add(bench.conf(), cells(100, BEGAN + rows));
      bench.cluster().admin().snapshot(table.snapshot("newer"), table.name());
      String from = Bytes.toString(key(rows / 2));
      String to = Bytes.toString(key(rows / 2 + rows / 100));
      questions.add(
          new Questions(
              table,
              String.format(Locale.ROOT, "%,d cells, %s", rows * COLUMNS, encoding),
              "c4",
              "id >= '" + from + "' AND id < '" + to + "'"));
    }
    return questions;
  }

  private QueryTable table(String encoding) {
    return new QueryTable(
        TableName.valueOf("synthetic_" + encoding.toLowerCase(Locale.ROOT)),
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
  private Iterator<KeyValue> cells(int every, long time) {
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
