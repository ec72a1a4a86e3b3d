package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.demo.Flights;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries as analysts write them, over real flights: joins, windows, aggregates. The same query of
 * the same records in Parquet is the oracle.
 */
class FlightQueriesTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("flightqueries");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int FLIGHTS = 40_000;

  @TempDir static Path directory;
  private static SparkSession spark;

  @BeforeAll
  static void load() throws IOException {
    spark = SparkSessions.open("local[2]", Map.of());
    Dataset<Row> flights =
        csv("flights.csv.gz")
            .limit(FLIGHTS)
            .selectExpr(
                "cast(date AS string) AS date",
                "cast(delay AS int) AS delay",
                "cast(distance AS bigint) AS distance",
                "origin",
                "destination")
            .selectExpr(
                "concat_ws('|', origin, date, destination, row_number() OVER (PARTITION BY origin,"
                    + " date, destination ORDER BY delay, distance)) AS id",
                "*");
    String parquet = directory.resolve("parquet").toUri().toString();
    flights.write().parquet(parquet);
    put(spark.read().parquet(parquet).collectAsList());
    view("parquet", spark.read().parquet(parquet));
    view(
        "hbase",
        spark
            .read()
            .format("hbase_snapshot")
            .option("rootdir", CLUSTER.configuration().get("hbase.rootdir"))
            .option("snapshot", "flightqueries-1")
            .option("splitSize", "200k")
            .option(
                "columns",
                "id string :key, date string f:date, delay int f:delay, distance long f:distance,"
                    + " origin string f:origin, destination string f:destination")
            .load());
    csv("airports.csv.gz").createOrReplaceTempView("airports");
  }

  private static void view(String name, Dataset<Row> rows) {
    rows.createOrReplaceTempView("flights_of_" + name);
  }

  private static Dataset<Row> csv(String resource) throws IOException {
    Path file = directory.resolve(resource);
    try (InputStream in = Flights.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
    return spark.read().option("header", "true").csv(file.toUri().toString());
  }

  private static void put(List<Row> flights) throws IOException {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                        .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                        .build())
                .build(),
            new byte[][] {Bytes.toBytes("D"), Bytes.toBytes("M")});
    try (BufferedMutator table = CLUSTER.connection().getBufferedMutator(TABLE)) {
      for (Row flight : flights) {
        table.mutate(
            new Put(Bytes.toBytes(flight.getString(0)))
                .addColumn(FAMILY, Bytes.toBytes("date"), Bytes.toBytes(flight.getString(1)))
                .addColumn(FAMILY, Bytes.toBytes("delay"), Bytes.toBytes(flight.getInt(2)))
                .addColumn(FAMILY, Bytes.toBytes("distance"), Bytes.toBytes(flight.getLong(3)))
                .addColumn(FAMILY, Bytes.toBytes("origin"), Bytes.toBytes(flight.getString(4)))
                .addColumn(
                    FAMILY, Bytes.toBytes("destination"), Bytes.toBytes(flight.getString(5))));
      }
    }
    CLUSTER.admin().snapshot("flightqueries-1", TABLE);
  }

  @AfterAll
  static void drop() throws IOException {
    CLUSTER.admin().deleteSnapshots(Pattern.compile("flightqueries-.*"));
    CLUSTER.drop(TABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Totals by group, and groups chosen by them.
        "SELECT origin, count(*), avg(delay), max(distance) FROM flights GROUP BY origin"
            + " HAVING count(*) > 50",
        "SELECT substr(date, 1, 10) AS day, sum(CASE WHEN delay > 30 THEN 1 ELSE 0 END) / count(*)"
            + " FROM flights GROUP BY 1",
        "SELECT origin, destination, count(*) FROM flights WHERE origin IN ('ATL', 'ORD', 'JFK')"
            + " GROUP BY ROLLUP(origin, destination)",
        "SELECT count(DISTINCT origin), count(DISTINCT destination, origin) FROM flights",
        "SELECT percentile(delay, 0.9), round(stddev(delay), 6), min(id), max(id) FROM flights",
        // Joins: with a small table, with itself, outer, half and against.
        "SELECT a.state, count(*), avg(f.delay) FROM flights f JOIN airports a ON f.origin = a.iata"
            + " GROUP BY a.state",
        "SELECT o.city, d.city, count(*) AS n FROM flights f JOIN airports o ON f.origin = o.iata"
            + " JOIN airports d ON f.destination = d.iata WHERE o.state = 'CA' AND d.state = 'TX'"
            + " GROUP BY 1, 2",
        "SELECT a.iata, f.id FROM airports a LEFT JOIN flights f ON a.iata = f.origin AND f.delay >"
            + " 200",
        "SELECT out.id, back.id FROM flights out JOIN flights back ON out.origin ="
            + " back.destination AND out.destination = back.origin AND substr(out.date, 1, 13) ="
            + " substr(back.date, 1, 13) WHERE out.origin = 'ABQ'",
        "SELECT DISTINCT origin FROM flights f WHERE NOT EXISTS (SELECT 1 FROM flights g WHERE"
            + " g.origin = f.origin AND g.delay > 60)",
        "SELECT a.iata FROM airports a LEFT ANTI JOIN flights f ON a.iata = f.destination AND f.delay"
            + " > 60",
        "SELECT f.id, f.delay FROM flights f JOIN (SELECT id FROM flights WHERE delay > 300) late"
            + " ON f.id = late.id",
        // Windows.
        "SELECT * FROM (SELECT id, origin, delay, rank() OVER (PARTITION BY origin ORDER BY delay"
            + " DESC, id) AS place FROM flights) WHERE place <= 3",
        "SELECT id, delay - lag(delay) OVER (PARTITION BY origin ORDER BY id) AS change FROM"
            + " flights WHERE origin = 'SEA'",
        "SELECT id, sum(distance) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM"
            + " flights WHERE origin LIKE 'S%'",
        // Ranges of keys, and what is not a range.
        "SELECT * FROM flights WHERE id >= 'DFW|' AND id < 'DFX' AND delay BETWEEN 10 AND 20",
        "SELECT * FROM flights WHERE id LIKE 'LAX|2001-01-01%' OR id LIKE 'SFO|%' AND delay > 100",
        "SELECT * FROM flights WHERE origin = destination OR delay IS NULL OR NOT (distance > 100)",
        // Subqueries and sets.
        "WITH busy AS (SELECT origin FROM flights GROUP BY origin ORDER BY count(*) DESC, origin"
            + " LIMIT 5) SELECT f.origin, avg(f.delay) FROM flights f JOIN busy USING (origin)"
            + " GROUP BY f.origin",
        "SELECT id FROM flights WHERE delay > (SELECT avg(delay) + 10 * stddev(delay) FROM flights)",
        "SELECT origin FROM flights INTERSECT SELECT destination FROM flights EXCEPT SELECT iata"
            + " FROM airports WHERE state = 'AK'",
        "SELECT * FROM (SELECT origin, delay FROM flights WHERE origin IN ('ATL', 'DEN')) PIVOT"
            + " (avg(delay) FOR origin IN ('ATL' AS atl, 'DEN' AS den))",
        "SELECT id, delay FROM flights ORDER BY delay DESC, id LIMIT 20"
      })
  void aSnapshotAnswersWhatParquetAnswers(String query) {
    List<String> found = answers(query, "hbase");
    assertThat(found).isNotEmpty().isEqualTo(answers(query, "parquet"));
  }

  private static List<String> answers(String query, String format) {
    String named = query.replaceAll("\\bflights\\b", "flights_of_" + format);
    List<String> answers = new ArrayList<>();
    for (Row row : spark.sql(named).collectAsList()) {
      answers.add(row.toString());
    }
    answers.sort(null);
    return answers;
  }
}
