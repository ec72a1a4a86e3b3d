package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions, which change what is read and never what is found. */
class WalSourceFilterTest {
  private static final String WRITTEN = Instant.ofEpochMilli(TestRoot.WRITTEN).toString();
  private static final String LIVE = TestRoot.name(16020, TestRoot.WRITTEN);
  private static final String OTHER = TestRoot.name(16021, TestRoot.WRITTEN);

  /** Begun an hour after all that was written. */
  private static final String LATER = TestRoot.name(16020, TestRoot.WRITTEN + 3_600_000);

  private static SparkSession spark;
  @TempDir private static Path directory;
  private static Dataset<Row> rows;
  private static Dataset<Row> plain;

  @BeforeAll
  static void open() throws IOException {
    spark = LocalSpark.open(Map.of());
    TestRoot root = new TestRoot(directory.resolve("hbase"));
    root.write(Kind.PLAIN, LIVE, 1, 100);
    root.write(Kind.COMPRESSED, OTHER, 2, 100);
    rows = spark.read().format("hbase_wal").option("rootdir", root.uri()).load();
    plain = spark.createDataFrame(rows.collectAsList(), rows.schema());
    // Only now: who opens it fails.
    root.write(Kind.PLAIN, LATER, 3, 10);
    byte[] damaged = root.bytes(LATER);
    damaged[0] ^= 1;
    root.replace(LATER, damaged, damaged.length);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table = 'a'",
        "table = 'ns:b' AND type = 'Put'",
        "table IN ('a', 'x')",
        "table = 'nowhere'",
        "server = 'localhost:16021'",
        "server IN ('localhost:16020', 'localhost:16021') AND table <> 'a'",
        "file = 'localhost%2C16020%2C1732150000000.1732150000000'",
        "sequence_id = 17",
        "sequence_id > 17 AND sequence_id <= 40",
        "sequence_id >= 17 AND sequence_id < 18 AND sequence_id < 90",
        "sequence_id BETWEEN 90 AND 10",
        "sequence_id > 9223372036854775807",
        "sequence_id < 3 OR table = 'a'",
        "12 < sequence_id",
        "write_time = timestamp_millis(1732150000017)",
        "write_time > timestamp_micros(1732150000016999) AND sequence_id IN (18, 19, 20)",
        "write_time >= timestamp_micros(1732150000017001)",
        "write_time < timestamp_millis(1732150000017)",
        "write_time <= timestamp_millis(1732150000017) AND length(value) > 20",
        "write_time IN (timestamp_millis(1732150000017), timestamp_millis(1732150000019))",
        "table = 'a' AND family = 'f' AND timestamp > 1732150000050",
        "table LIKE 'n%'",
        "NOT (table = 'a')",
        "table = 'a' AND table = 'ns:b'",
        "table IS NOT NULL AND table <=> 'a'"
      })
  void whatIsFoundIsWhatSparkFinds(String condition) {
    String early = " AND write_time < timestamp_millis(1732153000000)";
    List<String> wanted = describe(plain.filter(condition));
    assertThat(describe(rows.filter("(" + condition + ")" + early))).isEqualTo(wanted);
  }

  @Test
  void walsAreDroppedByServerNameAndTimeWithoutBeingOpened() {
    // A new look at the WALs: the first one was when there were two.
    assertThatThrownBy(() -> rows.filter("row IS NOT NULL").collectAsList())
        .satisfies(
            e -> assertThat(Errors.find(e).code()).isIn(ErrorCode.WAL_DAMAGED),
            e -> assertThat(Errors.find(e)).hasMessageContaining(LATER));
    assertPruned("server = 'localhost:16021'", 1, 2);
    assertPruned("file IN ('" + LIVE + "', '" + OTHER + "')", 2, 1);
    assertPruned("write_time < '" + WRITTEN + "'", 2, 1);
    // 31 minutes after: of the server with a later WAL it can only be in that one.
    assertPruned(
        "write_time BETWEEN timestamp_millis(1732150000000 + 4000000)"
            + " AND timestamp_millis(1732150000000 + 5000000) AND server = 'localhost:16021'",
        1,
        2);
    assertPruned("write_time < '2001-01-01 00:00:00'", 0, 3);
  }

  @Test
  void aClockThatIsWrongIsAllowedFor() {
    long begun = TestRoot.WRITTEN + 3_600_000;
    Dataset<Row> before = rows.filter("write_time < timestamp_millis(" + (begun - 30_001) + ")");
    assertThat(before.collectAsList()).isNotEmpty();
    assertThatThrownBy(
            () ->
                rows.filter("write_time <= timestamp_millis(" + (begun - 30_000) + ")")
                    .collectAsList())
        .satisfies(e -> assertThat(Errors.find(e)).hasMessageContaining(LATER));
  }

  @Test
  void thePlanSaysWhatIsPushedDown() {
    String plan =
        rows.filter("table = 'a' AND sequence_id > 5 AND length(value) > 3")
            .select("row")
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(plan)
        .contains("PushedFilters: [table = 'a', sequence_id > 5]")
        .contains("Filter (length(value")
        .doesNotContain("Filter (table")
        .contains("ReadSchema: struct<row:binary,value:binary>");
  }

  @Test
  void onlyColumnsThatAreAskedForAreRead() {
    Dataset<Row> early = rows.filter("server = 'localhost:16021'");
    assertThat(early.select("value", "table").collectAsList().toString()).isNotEmpty();
    assertThat(early.count()).isEqualTo(plain.filter("server = 'localhost:16021'").count());
  }

  private static void assertPruned(String condition, long read, long skipped) {
    Dataset<Row> found = rows.filter(condition);
    found.collectAsList();
    assertThat(LocalSpark.metric(found, "filesRead")).as(condition).isEqualTo(read);
    assertThat(LocalSpark.metric(found, "filesSkipped")).as(condition).isEqualTo(skipped);
  }

  /** In an order of its own. */
  private static List<String> describe(Dataset<Row> found) {
    return found.selectExpr("to_json(struct(*)) AS j").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
