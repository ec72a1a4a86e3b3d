package io.longshore.snapshot.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.LongshoreException;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.Seeds;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot in SQL, beside a live scan, and with conditions taken over or left to Spark. */
class SnapshotSourceTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("orders");
  private static final String SNAPSHOT = "orders_1";
  private static final byte[] A = Bytes.toBytes("a");
  private static final byte[] B = Bytes.toBytes("b");
  private static final String COLUMNS =
      "id string :key, n int a:n, total long a:total, price double a:price, name string b:name,"
          + " ok boolean b:ok, written long a:n@timestamp";
  private static final int ROWS = 3000;

  private static SparkSession spark;

  @BeforeAll
  static void write() throws IOException {
    Admin admin = CLUSTER.admin();
    admin.createTable(
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(A)
                    .setMaxVersions(3)
                    .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                    .setBlocksize(4096)
                    .build())
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(B))
            .build(),
        new byte[][] {Bytes.toBytes("row-1"), Bytes.toBytes("row-2")});
    Random random = new Random(11);
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < ROWS; i++) {
          if (random.nextInt(3) > round) {
            table.put(put(i, round, random));
          }
          if (random.nextInt(20) == 0) {
            table.delete(delete(i, random));
          }
        }
        if (round < 2) {
          admin.flush(TABLE);
        }
      }
    }
    admin.snapshot(SNAPSHOT, TABLE);
    spark =
        LocalSpark.open(
            Map.of(
                "spark.sql.catalog.hb", SnapshotCatalog.class.getName(),
                "spark.sql.catalog.hb.rootdir", root()));
  }

  @AfterAll
  static void stop() throws IOException {
    spark.stop();
    CLUSTER.admin().deleteSnapshot(SNAPSHOT);
    CLUSTER.drop(TABLE);
  }

  private static String root() {
    return CLUSTER.configuration().get("hbase.rootdir");
  }

  private static byte[] row(int i) {
    return Bytes.toBytes(String.format("row-%04d", i));
  }

  private static Put put(int i, int round, Random random) {
    Put put = new Put(row(i), 1000 + round);
    if (random.nextInt(8) > 0) {
      put.addColumn(A, Bytes.toBytes("n"), Bytes.toBytes(random.nextInt(100) - 50));
    }
    if (random.nextInt(8) > 0) {
      put.addColumn(A, Bytes.toBytes("total"), Bytes.toBytes(random.nextLong() >> 40));
    }
    if (random.nextInt(8) > 0) {
      put.addColumn(A, Bytes.toBytes("price"), Bytes.toBytes(random.nextInt(1000) / 8.0 - 50));
    }
    if (random.nextInt(4) > 0) {
      put.addColumn(B, Bytes.toBytes("name"), Bytes.toBytes("name " + random.nextInt(50)));
    }
    put.addColumn(B, Bytes.toBytes("ok"), Bytes.toBytes(random.nextBoolean()));
    return put;
  }

  private static Delete delete(int i, Random random) {
    Delete delete = new Delete(row(i));
    return switch (random.nextInt(4)) {
      case 0 -> delete;
      case 1 -> delete.addFamily(A);
      case 2 -> delete.addColumns(A, Bytes.toBytes("n"));
      default -> delete.addColumn(A, Bytes.toBytes("total"));
    };
  }

  private static DataFrameReader reader() {
    return spark
        .read()
        .format("hbase_snapshot")
        .option("rootdir", root())
        .option("snapshot", SNAPSHOT)
        .option("splitSize", "20k");
  }

  private static Dataset<Row> table() {
    return reader().option("columns", COLUMNS).load();
  }

  private static List<String> live(Scan scan) throws IOException {
    List<String> rows = new ArrayList<>();
    try (Table table = CLUSTER.connection().getTable(TABLE);
        ResultScanner scanner = table.getScanner(scan)) {
      for (Result result : scanner) {
        rows.add(describe(result));
      }
    }
    return rows;
  }

  private static String describe(Result result) {
    byte[] n = result.getValue(A, Bytes.toBytes("n"));
    byte[] total = result.getValue(A, Bytes.toBytes("total"));
    byte[] price = result.getValue(A, Bytes.toBytes("price"));
    byte[] name = result.getValue(B, Bytes.toBytes("name"));
    byte[] ok = result.getValue(B, Bytes.toBytes("ok"));
    Cell newest = result.getColumnLatestCell(A, Bytes.toBytes("n"));
    return "["
        + Bytes.toString(result.getRow())
        + ","
        + (n == null ? null : Bytes.toInt(n))
        + ","
        + (total == null ? null : Bytes.toLong(total))
        + ","
        + (price == null ? null : Bytes.toDouble(price))
        + ","
        + (name == null ? null : Bytes.toString(name))
        + ","
        + (ok == null ? null : Bytes.toBoolean(ok))
        + ","
        + (newest == null ? null : newest.getTimestamp())
        + "]";
  }

  private static List<String> text(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyRowIsAsALiveScanHasIt(boolean columnar) throws IOException {
    Dataset<Row> read = reader().option("columns", COLUMNS).option("columnar", columnar).load();
    assertThat(read.javaRDD().getNumPartitions()).isGreaterThan(3);
    assertThat(text(read)).isEqualTo(live(new Scan()));
  }

  /** Whatever is projected, and with nothing at all. */
  /** With hbase-spark's own options, as its examples have them, and no other. */
  @Test
  void aJobOfHBaseSparkMovesByTheNameOfItsFormat() {
    List<String> rows = text(table().select("id", "n", "total", "price", "name", "ok"));
    Dataset<Row> mapped =
        spark
            .read()
            .format("hbase_snapshot")
            .option("rootdir", root())
            .option("hbase.table", "orders")
            .option(
                "hbase.columns.mapping",
                "id STRING :key, n INT a:n, total LONG a:total, price DOUBLE a:price,"
                    + " name STRING b:name, ok BOOLEAN b:ok")
            .load();
    assertThat(text(mapped)).isEqualTo(rows);
    Dataset<Row> catalogued =
        spark
            .read()
            .format("hbase_snapshot")
            .option("rootdir", root())
            .option(
                "catalog",
                """
                {"table":{"namespace":"default", "name":"orders"}, "rowkey":"key",
                 "columns":{
                   "id":{"cf":"rowkey", "col":"key", "type":"string"},
                   "n":{"cf":"a", "col":"n", "type":"int"},
                   "total":{"cf":"a", "col":"total", "type":"bigint"},
                   "price":{"cf":"a", "col":"price", "type":"double"},
                   "name":{"cf":"b", "col":"name", "type":"string"},
                   "ok":{"cf":"b", "col":"ok", "type":"boolean"}}}
                """)
            .load();
    assertThat(text(catalogued.select("id", "n", "total", "price", "name", "ok"))).isEqualTo(rows);
    assertThat(text(mapped.filter("id >= 'row-0100' AND n > 5").select("id")))
        .isEqualTo(text(table().filter("id >= 'row-0100' AND n > 5").select("id")));
  }

  @Test
  void projectionNeverChangesHowManyRowsThereAre() throws IOException {
    long rows = live(new Scan()).size();
    for (String column : table().columns()) {
      assertThat(table().select(column).collectAsList()).as(column).hasSize((int) rows);
    }
    assertThat(table().count()).isEqualTo(rows);
    assertThat(table().filter("rand() >= 0").count()).isEqualTo(rows);
  }

  static LongStream seeds() {
    return Seeds.of(1, 2, 3);
  }

  /** Random conditions, of which Spark evaluates none or all by itself. */
  @ParameterizedTest
  @MethodSource("seeds")
  void conditionsThatAreTakenOverGiveTheSameRows(long seed) {
    Dataset<Row> all = table().cache();
    try {
      Random random = new Random(seed);
      for (int i = 0; i < 25; i++) {
        String condition = condition(random, 3);
        assertThat(text(table().filter(condition)))
            .as("seed %d: %s", seed, condition)
            .isEqualTo(text(all.filter(condition)));
        assertThat(table().filter(condition).count()).isEqualTo(all.filter(condition).count());
      }
    } finally {
      all.unpersist();
    }
  }

  private static String condition(Random random, int depth) {
    if (depth > 0 && random.nextInt(2) == 0) {
      return switch (random.nextInt(3)) {
        case 0 -> "(" + condition(random, depth - 1) + " AND " + condition(random, depth - 1) + ")";
        case 1 -> "(" + condition(random, depth - 1) + " OR " + condition(random, depth - 1) + ")";
        default -> "NOT (" + condition(random, depth - 1) + ")";
      };
    }
    String compared = List.of("=", "<>", "<", "<=", ">", ">=", "<=>").get(random.nextInt(7));
    return switch (random.nextInt(12)) {
      case 0 -> "id " + compared + " '" + Bytes.toString(row(random.nextInt(ROWS))) + "'";
      case 1 -> "id LIKE 'row-" + random.nextInt(4) + "%'";
      case 2 -> "id IN ('row-0001', 'row-1999', 'row-" + random.nextInt(9999) + "')";
      case 3 -> "n " + compared + " " + (random.nextInt(120) - 60);
      case 4 -> "total " + compared + " " + (random.nextLong() >> 40) + "L";
      case 5 -> "price " + compared + " " + (random.nextInt(1000) / 8.0 - 50) + "D";
      case 6 -> "name " + compared + " 'name " + random.nextInt(50) + "'";
      case 7 -> "ok";
      case 8 -> List.of("n", "name", "ok", "id", "written").get(random.nextInt(5)) + " IS NULL";
      case 9 -> "n IN (1, 2, NULL, " + random.nextInt(50) + ")";
      case 10 -> "length(name) = 7";
      default -> "'row-15' " + compared + " id";
    };
  }

  @Test
  void cellsAreAsALiveScanHasThem() throws IOException {
    for (boolean raw : new boolean[] {false, true}) {
      Scan scan = new Scan().setRaw(raw);
      List<String> wanted = new ArrayList<>();
      try (Table table = CLUSTER.connection().getTable(TABLE);
          ResultScanner scanner = table.getScanner(raw ? scan.readAllVersions() : scan)) {
        for (Result result : scanner) {
          for (Cell cell : result.rawCells()) {
            wanted.add(
                Bytes.toString(CellUtil.cloneRow(cell))
                    + Bytes.toString(CellUtil.cloneFamily(cell))
                    + Bytes.toString(CellUtil.cloneQualifier(cell))
                    + cell.getTimestamp()
                    + cell.getType()
                    + Bytes.toStringBinary(CellUtil.cloneValue(cell)));
          }
        }
      }
      Dataset<Row> cells = reader().option("raw", raw).load();
      assertThat(
              cells.collectAsList().stream()
                  .map(
                      row ->
                          Bytes.toString(row.<byte[]>getAs("row"))
                              + row.getAs("family")
                              + Bytes.toString(row.<byte[]>getAs("qualifier"))
                              + row.getAs("timestamp")
                              + row.getAs("type")
                              + Bytes.toStringBinary(row.<byte[]>getAs("value")))
                  .toList())
          .isEqualTo(wanted);
      for (String condition :
          List.of(
              "family = 'a'",
              "timestamp >= 1001",
              "timestamp = 1000",
              "timestamp < 1002",
              "row = cast('row-0007' as binary)",
              "family IN ('b', 'c') AND timestamp > 1000")) {
        assertThat(cells.filter(condition).count())
            .as(raw + " " + condition)
            .isEqualTo(cells.cache().filter(condition).count());
        cells.unpersist();
      }
    }
  }

  @Test
  void versionsAreArraysAndFamiliesAreMaps() throws IOException {
    Dataset<Row> read =
        reader()
            .option(
                "columns", "id string :key, n array<int> a:n@versions, b map<string,binary> b:*")
            .load();
    List<String> wanted = new ArrayList<>();
    try (Table table = CLUSTER.connection().getTable(TABLE);
        ResultScanner scanner = table.getScanner(new Scan().readAllVersions())) {
      for (Result result : scanner) {
        List<Integer> n = new ArrayList<>();
        result
            .getColumnCells(A, Bytes.toBytes("n"))
            .forEach(cell -> n.add(Bytes.toInt(CellUtil.cloneValue(cell))));
        wanted.add(
            Bytes.toString(result.getRow())
                + (n.isEmpty() ? null : n)
                + Bytes.toString(result.getValue(B, Bytes.toBytes("name"))));
      }
    }
    assertThat(
            read.collectAsList().stream()
                .map(
                    row -> {
                      Map<String, byte[]> map = row.isNullAt(2) ? Map.of() : row.getJavaMap(2);
                      byte[] name = map.get("name");
                      return row.getString(0)
                          + (row.isNullAt(1) ? null : row.getList(1))
                          + (name == null ? null : Bytes.toString(name));
                    })
                .toList())
        .isEqualTo(wanted);
  }

  @Test
  void aMapHasEachQualifierOnceBesideAllVersionsOfAColumn() throws IOException {
    Dataset<Row> read =
        reader()
            .option("columns", "id string :key, a map<string,int> a:*, n array<int> a:n@versions")
            .load();
    assertThat(read.filter("size(n) > 1").count()).isPositive();
    assertThat(read.filter("size(map_keys(a)) <> size(array_distinct(map_keys(a)))").count())
        .isZero();
    assertThat(read.filter("n IS NOT NULL AND a['n'] <> n[0]").count()).isZero();
  }

  @Test
  void whereNothingIsReadACountIsZero() {
    assertThat(text(table().filter("id > 'z' AND id < 'a'").selectExpr("count(*) + 1")))
        .containsExactly("[1]");
  }

  @Test
  void aQueryMayAskATableOfTheCatalogForTimes() throws IOException {
    long rows = live(new Scan().setTimeRange(1002, Long.MAX_VALUE)).size();
    assertThat(spark.read().option("startTime", "1002").table("hb.default.orders").count())
        .isEqualTo(rows);
    assertThatThrownBy(() -> spark.read().option("raw", "true").table("hb.default.orders").count())
        .hasMessageContaining("raw cannot be given");
  }

  @Test
  void piecesOfAKeyNarrowItDownTogether() {
    Dataset<Row> read =
        reader()
            .option("columns", "kind string :key until '-', number string :key, n int a:n")
            .load();
    Dataset<Row> one = read.filter("kind = 'row' AND number = '0007'");
    assertThat(one.queryExecution().executedPlan().toString())
        .contains("RowRanges: [[row-0007, row-0007\\x00)]");
    assertThat(one.count()).isEqualTo(table().filter("id = 'row-0007'").count());
    assertThat(
            read.filter("(kind = 'row-1' AND number = '234') OR (kind = 'x' AND number = 'y')")
                .count())
        .isZero();
  }

  @Test
  void conditionsOnTheKeyReadAFewBlocksAndExplainSaysSo() {
    Dataset<Row> few = table().filter("id BETWEEN 'row-1500' AND 'row-1510' AND n > 3");
    String plan = few.queryExecution().executedPlan().toString();
    assertThat(plan)
        .contains("RowRanges: [[row-1500, row-1510\\x00)]")
        .contains("PushedFilters: [")
        .doesNotContain("Filter (");
    assertThat(few.javaRDD().getNumPartitions()).isLessThanOrEqualTo(2);
  }

  @Test
  void countsAndEndsOfKeysAreFoundWithoutRows() throws IOException {
    List<String> rows = live(new Scan());
    Dataset<Row> found = table().selectExpr("count(*)", "min(id)", "max(id)", "count(id)");
    assertThat(found.queryExecution().executedPlan().toString()).contains("PushedAggregates");
    assertThat(text(found).get(0))
        .isEqualTo(
            "["
                + rows.size()
                + ","
                + rows.get(0).substring(1, 9)
                + ","
                + rows.get(rows.size() - 1).substring(1, 9)
                + ","
                + rows.size()
                + "]");
    assertThat(text(table().filter("n > 1000").selectExpr("count(*)", "min(id)")))
        .containsExactly("[0,null]");
  }

  @Test
  void limitsAreTakenOver() {
    assertThat(table().limit(7).collectAsList()).hasSize(7);
    assertThat(table().filter("n > 0").limit(5).collectAsList()).hasSize(5);
  }

  @Test
  void aSplitIsSortedByItsKey() {
    Dataset<Row> sorted = table().sortWithinPartitions("id");
    assertThat(sorted.queryExecution().executedPlan().toString()).doesNotContain("Sort [");
  }

  @Test
  void aSplitIsSortedByThePiecesOfItsKeyWhereNoneCanBeMalformed() {
    String pieces = "kind string :key(4), number string :key, n int a:n";
    Dataset<Row> read = reader().option("columns", pieces).option("mode", "FAILFAST").load();
    Dataset<Row> sorted = read.sortWithinPartitions("kind", "number");
    assertThat(sorted.queryExecution().executedPlan().toString()).doesNotContain("Sort [");
    assertThat(text(sorted.coalesce(1))).isEqualTo(text(read.coalesce(1).sort("kind", "number")));
    assertThat(
            reader()
                .option("columns", pieces)
                .load()
                .sortWithinPartitions("kind")
                .queryExecution()
                .executedPlan()
                .toString())
        .contains("Sort [");
  }

  @Test
  void theCatalogListsTablesAndReadsThemAsOfASnapshot() throws IOException {
    assertThat(text(spark.sql("SHOW NAMESPACES IN hb"))).contains("[default]");
    assertThat(text(spark.sql("SHOW TABLES IN hb.default"))).contains("[default,orders,false]");
    long rows = live(new Scan()).size();
    assertThat(spark.sql("SELECT * FROM hb.default.orders").count()).isEqualTo(rows);
    assertThat(
            spark.sql("SELECT * FROM hb.default.orders VERSION AS OF '" + SNAPSHOT + "'").count())
        .isEqualTo(rows);
    assertThat(spark.sql("DESCRIBE hb.default.orders").collectAsList().toString())
        .contains("[rowkey,string,null]");
    assertThatThrownBy(
            () -> spark.sql("SELECT * FROM hb.default.orders TIMESTAMP AS OF '1999-01-01'"))
        .hasMessageContaining("orders");
  }

  @Test
  void joinsReadOnlyTheRowsThatTheOtherSideHas() {
    spark.sql("SELECT 'row-0005' AS wanted, 1 AS kind").createOrReplaceTempView("few");
    table().createOrReplaceTempView("orders");
    Dataset<Row> joined =
        spark.sql("SELECT o.* FROM orders o JOIN few f ON o.id = f.wanted WHERE f.kind = 1");
    assertThat(text(joined)).isEqualTo(text(table().filter("id = 'row-0005'")));
  }

  @Test
  void whatAQueryNamesTwiceIsReadOnce() {
    table().createOrReplaceTempView("orders");
    String totals = "(SELECT ok, sum(n) AS total FROM orders WHERE n > 3 GROUP BY ok)";
    Dataset<Row> twice =
        spark.sql("SELECT * FROM " + totals + " a JOIN " + totals + " b ON a.total = b.total");
    twice.collectAsList();
    assertThat(twice.queryExecution().executedPlan().toString()).contains("ReusedExchange");
    Dataset<Row> other =
        spark.sql(
            "SELECT * FROM "
                + totals
                + " a JOIN "
                + totals.replace("n > 3", "n > 4")
                + " b ON a.total = b.total");
    other.collectAsList();
    assertThat(other.queryExecution().executedPlan().toString()).doesNotContain("ReusedExchange");
  }

  @Test
  void aCachedTableIsNotReadAgain() {
    spark.sql("CACHE TABLE hb.default.orders");
    try {
      Dataset<Row> cached = spark.sql("SELECT count(*) FROM hb.default.orders");
      assertThat(cached.queryExecution().executedPlan().toString()).contains("InMemoryRelation");
      assertThat(cached.collectAsList()).isEqualTo(table().selectExpr("count(*)").collectAsList());
    } finally {
      spark.sql("UNCACHE TABLE hb.default.orders");
    }
  }

  @Test
  void metricsSayWhatWasReadAndWhatWasNot() {
    Dataset<Row> few =
        reader()
            .option("splitSize", "1g")
            .option("columns", COLUMNS)
            .load()
            .filter("id IN ('row-1003', 'row-1450', 'row-1500', 'row-1900', 'row-1990')");
    assertThat(few.collectAsList()).hasSizeBetween(1, 5);
    SparkPlan scan = few.queryExecution().executedPlan().collectLeaves().head();
    assertThat(metric(scan, "filesRead")).isPositive();
    assertThat(metric(scan, "bytesRead")).isBetween(1L, 200_000L);
    assertThat(metric(scan, "cellsRead")).isPositive();
    assertThat(metric(scan, "blocksSkipped")).isPositive();
    assertThat(metric(scan, "blocksDamaged")).isZero();
  }

  private static long metric(SparkPlan scan, String name) {
    return scan.metrics().apply(name).value();
  }

  @Test
  void whatCannotBeReadIsSaidClearly() {
    assertThatThrownBy(() -> reader().option("snapshot", "orders_2").load())
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("There is no snapshot orders_2");
    assertThatThrownBy(() -> reader().option("columns", "id string :key, x int c:x").load())
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("has no family c");
    assertThatThrownBy(() -> reader().option("ttl", "never").load())
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("\"never\"");
    assertThatThrownBy(
            () -> reader().option("raw", true).option("columns", "id string :key").load())
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("raw=true");
  }

  @Test
  void valuesThatAreNoneOfTheirTypeAreNullOrFail() {
    String columns = "id string :key, n long a:n";
    assertThat(reader().option("columns", columns).load().filter("n IS NOT NULL").count()).isZero();
    assertThatThrownBy(
            () ->
                reader()
                    .option("columns", columns)
                    .option("mode", "FAILFAST")
                    .load()
                    .collectAsList())
        .rootCause()
        .hasMessageContaining("the column n holds no long");
  }
}
