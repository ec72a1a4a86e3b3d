package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.wal.hbase.WrittenWal;
import io.longshore.wal.hbase.WrittenWal.Entry;
import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellBuilderFactory;
import org.apache.hadoop.hbase.CellBuilderType;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WALs as a table. */
class WalSourceBatchTest {
  private static final String FIRST = TestRoot.name(16020, 1732150000000L);
  private static final String SECOND = TestRoot.name(16020, 1732150001000L);
  private static final String OTHER = TestRoot.name(16021, 1732150000500L);

  private static SparkSession spark;
  @TempDir private static Path sessionRoot;

  @TempDir private Path directory;
  private TestRoot root;

  @BeforeAll
  static void open() {
    spark = LocalSpark.open(Map.of("spark.hadoop.hbase.rootdir", sessionRoot.toUri().toString()));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void newRoot() {
    root = new TestRoot(directory.resolve("hbase"));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyCellIsARow(Kind kind) throws IOException {
    List<Entry> written = root.write(kind, FIRST, 7, 100);
    DataFrameReader reader = spark.read().format("hbase_wal").option("rootdir", root.uri());
    TestRoot.conf(kind).getValByRegex("^hbase\\.crypto\\.").forEach(reader::option);
    Dataset<Row> rows = reader.load();
    List<Row> read = rows.collectAsList();
    int next = 0;
    long before = 0;
    for (Entry entry : written) {
      for (String cell : entry.cells()) {
        Row row = read.get(next++);
        assertThat(row.<String>getAs("table")).isEqualTo(entry.table());
        assertThat(row.<String>getAs("region")).isEqualTo(entry.region());
        assertThat(row.<Long>getAs("sequence_id")).isEqualTo(entry.sequenceId());
        assertThat(row.<Timestamp>getAs("write_time")).isEqualTo(new Timestamp(entry.writeTime()));
        // All but its tags, which are not in the table.
        assertThat(cell).startsWith(WrittenWal.describe(cell(row)));
        assertThat(row.<String>getAs("server")).isEqualTo("localhost:16020");
        assertThat(row.<String>getAs("file")).isEqualTo(FIRST);
        assertThat(row.<Long>getAs("position")).isGreaterThanOrEqualTo(before);
        before = row.getAs("position");
      }
    }
    assertThat(read).hasSize(next);
    assertThat(LocalSpark.metric(rows, "filesRead")).isEqualTo(1);
    assertThat(LocalSpark.metric(rows, "entries")).isEqualTo(100);
    assertThat(LocalSpark.metric(rows, "cells")).isEqualTo(next);
  }

  @Test
  void theWalsInUseAndTheArchiveOfTheSessionsClusterAreRead() throws IOException {
    TestRoot own = new TestRoot(sessionRoot);
    int cells = cells(own.write(Kind.PLAIN, FIRST, 1, 20));
    cells += cells(own.write(Kind.COMPRESSED, SECOND, 2, 30));
    cells += cells(own.write(Kind.PLAIN, OTHER, 3, 10));
    own.archive(FIRST);
    assertThat(spark.read().format("hbase_wal").load().count()).isEqualTo(cells);
    spark.sql("CREATE TEMPORARY VIEW wal USING hbase_wal");
    assertThat(spark.sql("SELECT DISTINCT file FROM wal").as(string()).collectAsList())
        .containsExactlyInAnyOrder(FIRST, SECOND, OTHER);
  }

  @Test
  void directoriesAndFilesAreRead() throws IOException {
    int first = cells(root.write(Kind.PLAIN, FIRST, 1, 20));
    int second = cells(root.write(Kind.PLAIN, SECOND, 2, 30));
    int other = cells(root.write(Kind.PLAIN, OTHER, 3, 10));
    assertThat(spark.read().format("hbase_wal").load(root.uri()).count())
        .isEqualTo(first + second + other);
    assertThat(
            spark
                .read()
                .format("hbase_wal")
                .load(root.live(FIRST) + "," + root.live(OTHER))
                .count())
        .isEqualTo(first + other);
    assertThat(
            spark
                .read()
                .format("hbase_wal")
                .load(root.live(SECOND).toString(), root.live(OTHER).getParent().toString())
                .count())
        .isEqualTo(second + other);
    spark.sql(
        "CREATE TEMPORARY VIEW here USING hbase_wal OPTIONS (path '" + root.live(SECOND) + "')");
    assertThat(spark.sql("SELECT row, value FROM here").count()).isEqualTo(second);
  }

  @Test
  void aWalInUseIsReadAsFarAsItIsThere() throws IOException {
    List<Entry> written = root.write(Kind.PLAIN, FIRST, 1, 20);
    byte[] whole = root.bytes(FIRST);
    root.replace(FIRST, whole, whole.length - 20);
    Dataset<Row> rows = read();
    assertThat(rows.collectAsList()).hasSize(cells(written.subList(0, 19)));
  }

  @Test
  void aWalThatMovesIsFoundAndOneThatIsGoneIsNamed() throws IOException {
    int cells = cells(root.write(Kind.PLAIN, FIRST, 1, 20));
    JavaRDD<Row> rows = read().javaRDD();
    assertThat(rows.getNumPartitions()).isEqualTo(1);
    root.archive(FIRST);
    assertThat(rows.collect()).hasSize(cells);
    Files.delete(root.archived(FIRST));
    assertThatThrownBy(rows::collect)
        .satisfies(
            e -> assertThat(Errors.find(e).code()).isEqualTo(ErrorCode.WAL_MISSING),
            e -> assertThat(Errors.find(e)).hasMessageContaining(FIRST));
  }

  @Test
  void smallWalsShareATask() throws IOException {
    for (int i = 0; i < 40; i++) {
      root.write(Kind.PLAIN, TestRoot.name(16020, TestRoot.WRITTEN + i), i, 1);
    }
    assertThat(read().javaRDD().getNumPartitions()).isEqualTo(2);
    long bytes = 0;
    for (int i = 0; i < 40; i++) {
      bytes += root.bytes(TestRoot.name(16020, TestRoot.WRITTEN + i)).length;
    }
    assertThat(read().queryExecution().optimizedPlan().stats().sizeInBytes().toLong())
        .isEqualTo(bytes);
  }

  @Test
  void wrongOptionsAreExplained() {
    assertInvalid("rootdir", "path", root.uri());
    assertThatThrownBy(() -> spark.read().format("hbase_wal").load("/nowhere").count())
        .satisfies(e -> assertThat(Errors.find(e)).hasMessageContaining("/nowhere"));
    for (String option : new String[] {"startingOffsets", "maxFilesPerTrigger", "failOnDataLoss"}) {
      assertThatThrownBy(
              () -> spark.read().format("hbase_wal").option(option, "soon").load().count())
          .satisfies(e -> assertThat(Errors.find(e)).hasMessageContaining(option));
    }
  }

  private static void assertInvalid(String one, String another, String value) {
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("hbase_wal")
                    .option(one, value)
                    .option(another, value)
                    .load()
                    .count())
        .satisfies(
            e ->
                assertThat(Errors.find(e)).hasMessageContaining(one).hasMessageContaining(another));
  }

  private Dataset<Row> read() {
    return spark.read().format("hbase_wal").option("rootdir", root.uri()).load();
  }

  private static org.apache.spark.sql.Encoder<String> string() {
    return org.apache.spark.sql.Encoders.STRING();
  }

  static int cells(List<Entry> entries) {
    return entries.stream().mapToInt(entry -> entry.cells().size()).sum();
  }

  private static Cell cell(Row row) {
    return CellBuilderFactory.create(CellBuilderType.DEEP_COPY)
        .setRow(row.<byte[]>getAs("row"))
        .setFamily(Bytes.toBytes(row.<String>getAs("family")))
        .setQualifier(row.<byte[]>getAs("qualifier"))
        .setTimestamp(row.<Long>getAs("timestamp"))
        .setType(Cell.Type.valueOf(row.getAs("type")))
        .setValue(row.<byte[]>getAs("value"))
        .build();
  }
}
