package io.longshore.benchmarks;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Three million flights within the United States, five columns each, under the key {@code
 * origin|date|destination|number}. The file comes from the npm package {@code vega-datasets}.
 *
 * <pre>benchmarks/run snapshot-query flights</pre>
 */
final class FlightQueries extends SnapshotQueries {
  /** System property: the file {@code flights-3m.parquet}. */
  static final String FILE = "benchmark.flights";

  private static final long BEGAN = 1_000_000_000_000L;
  private static final int KEPT = 10_000;
  private static final int LOOKED_UP = 1000;

  @Override
  public String name() {
    return "flights";
  }

  @Override
  List<Questions> load(Bench bench) throws Exception {
    String file = System.getProperty(FILE);
    if (file == null) {
      throw new IllegalStateException("Start it by benchmarks/run, which fetches the flights.");
    }
    JavaPairRDD<Row, Long> flights = sorted(bench, file).javaRDD().zipWithIndex().cache();
    long rows = flights.count();
    List<String> keys = keys(flights, Math.max(1, rows / KEPT));
    String from = keys.get(keys.size() / 2);
    String to = keys.get(keys.size() / 2 + keys.size() / 100);
    List<Questions> questions = new ArrayList<>();
    for (String encoding : List.of("NONE", "FAST_DIFF")) {
      QueryTable table =
          new QueryTable(
              TableName.valueOf("flights_" + encoding.toLowerCase(Locale.ROOT)),
              DataBlockEncoding.valueOf(encoding),
              Stream.of("D", "L", "P").map(Bytes::toBytes).toList(),
              "id string :key, date string f:date, delay int f:delay, destination string"
                  + " f:destination, distance int f:distance, origin string f:origin");
      table.load(bench.cluster(), cells(flights, 1, BEGAN), cells(flights, 100, BEGAN + 1));
      questions.add(
          new Questions(
              table,
              String.format(Locale.ROOT, "%,d flights, %s", rows, encoding),
              "delay",
              "id >= '" + from + "' AND id < '" + to + "'",
              BEGAN + 1,
              some(keys),
              false));
    }
    flights.unpersist();
    return questions;
  }

  /** The keys of every n-th row, in order. */
  private static List<String> keys(JavaPairRDD<Row, Long> flights, long every) {
    return flights.filter(row -> row._2() % every == 0).map(row -> row._1().getString(0)).collect();
  }

  private static List<String> some(List<String> keys) {
    int every = keys.size() / LOOKED_UP;
    return Stream.iterate(0, i -> i + every)
        .limit(LOOKED_UP)
        .map(i -> "'" + keys.get(i) + "'")
        .toList();
  }

  private static Dataset<Row> sorted(Bench bench, String file) {
    Dataset<Row> all = bench.spark().read().parquet(file);
    return all.limit((int) Math.min(Integer.MAX_VALUE, all.count() * bench.scale()))
        .selectExpr(
            "cast(date as string) AS date",
            "cast(delay as int) AS delay",
            "destination",
            "cast(distance as int) AS distance",
            "origin")
        .selectExpr(
            "concat_ws('|', origin, date, destination, lpad(row_number() OVER (PARTITION BY origin,"
                + " date, destination ORDER BY delay, distance), 3, '0')) AS id",
            "*")
        .orderBy("id");
  }

  /** The cells of every n-th row, in order. */
  private static Iterator<KeyValue> cells(JavaPairRDD<Row, Long> flights, int every, long time) {
    Iterable<Row> rows =
        () -> flights.filter(row -> row._2() % every == 0).keys().toLocalIterator();
    return StreamSupport.stream(rows.spliterator(), false)
        .flatMap(
            row -> {
              byte[] key = Bytes.toBytes(row.getString(0));
              return Stream.of(
                  cell(key, "date", time, Bytes.toBytes(row.getString(1))),
                  cell(key, "delay", time, Bytes.toBytes(row.getInt(2))),
                  cell(key, "destination", time, Bytes.toBytes(row.getString(3))),
                  cell(key, "distance", time, Bytes.toBytes(row.getInt(4))),
                  cell(key, "origin", time, Bytes.toBytes(row.getString(5))));
            })
        .iterator();
  }

  private static KeyValue cell(byte[] key, String column, long time, byte[] value) {
    return new KeyValue(key, QueryTable.FAMILY, Bytes.toBytes(column), time, value);
  }
}
