package io.longshore.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Dataset;

/**
 * A full image of fifty million cells and fifty incremental ones of twenty thousand, as a table: a
 * part of its keys beside all of it.
 *
 * <pre>benchmarks/run merge chain</pre>
 */
final class ChainQueries implements Scenario {
  private static final int INCREMENTALS = 50;
  private static final int ROWS_OF_AN_IMAGE = 2000;
  private static final int COLUMNS = 10;
  private static final int REGIONS = 4;
  private static final double SHARE = 0.05;

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    int rows = (int) (5_000_000 * bench.scale());
    QueryTable table =
        new QueryTable(
            TableName.valueOf("chain"),
            DataBlockEncoding.FAST_DIFF,
            IntStream.range(1, REGIONS).mapToObj(i -> key(rows / REGIONS * i)).toList(),
            "id string :key, c0 long f:c0, c4 long f:c4, c9 long f:c9");
    table.load(bench.cluster(), cells(rows), List.<KeyValue>of().iterator());
    String root = bench.place("chain").toUri().toString();
    bench.longshore("create", "full", root, "-t", "chain");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < INCREMENTALS; i++) {
      put(bench, table, rows, random);
      bench.longshore("create", "incremental", root, "-t", "chain");
    }
    Dataset<org.apache.spark.sql.Row> all =
        bench
            .spark()
            .read()
            .format("hbase_backup")
            .option("root", root)
            .option("table", "chain")
            .option("columns", table.columns())
            .load();
    double full = time("all of the chain", all, 2, 3);
    String from = Bytes.toString(key(rows / 2));
    String to = Bytes.toString(key(rows / 2 + rows / 100));
    double part =
        time("1% of the chain", all.where("id >= '" + from + "' AND id < '" + to + "'"), 3, 9);
    return List.of(
        Row.ofOurs(
            String.format(
                Locale.ROOT,
                "1%% of the keys of a full and %d incremental images, %,d cells",
                INCREMENTALS,
                rows * COLUMNS),
            String.format(Locale.ROOT, "%.3f s, %.1f%%", part, 100 * part / full),
            String.format(Locale.ROOT, "%.2f s", full),
            "5% of all keys",
            part / full <= SHARE));
  }

  private static double time(
      String what, Dataset<org.apache.spark.sql.Row> rows, int warmUps, int rounds)
      throws Exception {
    return new Contest(what)
        .with(Times.OURS, () -> rows.write().format("noop").mode("overwrite").save(), () -> {})
        .run(warmUps, rounds)
        .median(Times.OURS);
  }

  private static byte[] key(int row) {
    return Bytes.toBytes(String.format(Locale.ROOT, "user%010d", row));
  }

  private static Iterator<KeyValue> cells(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    return IntStream.range(0, rows)
        .boxed()
        .flatMap(
            i -> {
              byte[] key = key(i);
              return IntStream.range(0, COLUMNS)
                  .mapToObj(
                      c ->
                          new KeyValue(
                              key,
                              QueryTable.FAMILY,
                              Bytes.toBytes("c" + c),
                              1_750_000_000_000L + i,
                              Bytes.toBytes(random.nextLong())));
            })
        .iterator();
  }

  private static void put(Bench bench, QueryTable table, int rows, SplittableRandom random)
      throws IOException {
    List<Put> puts = new ArrayList<>();
    for (int i = 0; i < ROWS_OF_AN_IMAGE; i++) {
      Put put = new Put(key(random.nextInt(rows)));
      for (int c = 0; c < COLUMNS; c++) {
        put.addColumn(QueryTable.FAMILY, Bytes.toBytes("c" + c), Bytes.toBytes(random.nextLong()));
      }
      puts.add(put);
    }
    try (Table writing = bench.cluster().connection().getTable(table.name())) {
      writing.put(puts);
    }
  }
}
