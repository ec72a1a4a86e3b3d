package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.Seconds;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.SharedStore;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in Spark SQL, each as the table was when it was made. */
@Tag("stores")
class BackupSqlTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("in_sql");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] QUALIFIER = Bytes.toBytes("q");
  private static final int ROWS = 200;

  /** Each image with what the table showed when it was made. */
  private static final Map<String, TableCells> IMAGES = new LinkedHashMap<>();

  @TempDir private static Path directory;
  private static String root;
  private static SparkSession spark;

  @BeforeAll
  static void makeAChain() throws Exception {
    root = SharedStore.get().root(directory, "backups");
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(FAMILY).setMaxVersions(3).build())
                .build(),
            new byte[][] {Bytes.toBytes("row-1"), Bytes.toBytes("row-5")});
    for (int round = 0; round < 3; round++) {
      write(round);
      // So that the second in which the image is begun has no write in it.
      Seconds.awaitNext();
      String type = round == 0 ? "full" : "incremental";
      String id = CommandRun.ok(CLUSTER, "create", type, root, "-t", TABLE + "").imageId();
      IMAGES.put(id, CellOracle.visible(CLUSTER.connection(), TABLE));
    }
    spark = SparkSession.active();
    spark.conf().set("spark.sql.catalog.images", "io.longshore.snapshot.source.BackupCatalog");
    spark.conf().set("spark.sql.catalog.images.root", root);
    spark.conf().set("spark.sql.catalog.images.columns", "id string :key, n int f:q");
  }

  @AfterAll
  static void drop() throws IOException {
    CLUSTER.drop(TABLE);
    spark.conf().unset("spark.sql.catalog.images");
  }

  @Test
  void eachImageIsTheTableAsItWas() {
    IMAGES.forEach(
        (id, cells) ->
            assertThat(text(reader(id).option("versions", "3").load()))
                .isEqualTo(cells.cells().stream().map(BackupSqlTest::text).toList()));
    assertThat(text(reader("").option("versions", "3").load()))
        .isEqualTo(text(reader(image(2)).option("versions", "3").load()));
  }

  @Test
  void theCatalogHasEveryVersion() {
    assertThat(spark.sql("SHOW TABLES IN images.default").select("tableName").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("in_sql");
    String sum = "SELECT count(*), sum(n) FROM images.default.in_sql ";
    for (String id : IMAGES.keySet()) {
      Dataset<Row> mapped = reader(id).option("columns", "id string :key, n int f:q").load();
      List<Row> expected = mapped.selectExpr("count(*)", "sum(n)").collectAsList();
      assertThat(spark.sql(sum + "VERSION AS OF '" + id + "'").collectAsList()).isEqualTo(expected);
      assertThat(
              spark
                  .sql(sum + "TIMESTAMP AS OF timestamp_millis(" + id.substring(7) + ")")
                  .collectAsList())
          .isEqualTo(expected);
    }
    assertThat(spark.sql(sum).collectAsList())
        .isEqualTo(spark.sql(sum + "VERSION AS OF '" + image(2) + "'").collectAsList());
    assertThat(
            spark
                .sql("SELECT n FROM images.default.in_sql WHERE id = 'row-77'")
                .queryExecution()
                .executedPlan()
                .toString())
        .contains("hbase_backup in_sql of image " + image(2), "RowRanges: [[row-77, row-77\\x00)]");
  }

  @Test
  void whatChangedBetweenImagesIsATable() {
    List<Row> changes = reader(image(1)).option("from", image(0)).load().collectAsList();
    assertThat(changes).extracting(row -> row.<Long>getAs("timestamp")).containsOnly(11L, 10L);
    assertThat(changes.stream().filter(row -> row.getAs("type").equals("Put")))
        .hasSize(ROWS)
        .allMatch(row -> row.<Long>getAs("timestamp") == 11L);
    assertThat(changes.stream().filter(row -> row.getAs("type").equals("DeleteColumn")))
        .hasSize(ROWS / 10);
    assertThat(reader(image(2)).option("from", image(0)).load().count())
        .isEqualTo(2L * (ROWS + ROWS / 10));
    assertThat(reader("").option("from", image(0)).option("to", image(2)).load().count())
        .isEqualTo(2L * (ROWS + ROWS / 10));
    assertThatThrownBy(() -> reader(image(0)).option("to", image(2)).load())
        .hasMessageContaining("name two images");
    assertThatThrownBy(() -> reader(image(0)).option("from", image(2)).load())
        .hasMessageContaining("does not continue " + image(2));
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> reader(image(0) + "1").load())
        .hasMessageContaining("There is no image " + image(0) + "1");
    assertThatThrownBy(() -> reader("").option("table", "none").load())
        .hasMessageContaining("There is no table none");
    assertThatThrownBy(() -> spark.read().format("hbase_backup").load())
        .hasMessageContaining("The option root is not set");
    assertThatThrownBy(() -> spark.read().format("hbase_backup").option("root", root).load())
        .hasMessageContaining("The option table is not set");
    long between = Long.parseLong(image(0).substring(7)) + 1;
    assertThatThrownBy(
            () ->
                spark.sql(
                    "SELECT * FROM images.default.in_sql TIMESTAMP AS OF timestamp_millis("
                        + between
                        + ")"))
        .hasMessageContaining("No image has table in_sql as it was at")
        .hasMessageContaining("covered: ");
    assertThatThrownBy(
            () -> spark.sql("SELECT * FROM images.default.in_sql VERSION AS OF 'backup_1'"))
        .hasMessageContaining("There is no image backup_1");
  }

  @Test
  void theCommandHasThemReady() {
    CommandRun run =
        CommandRun.ok(
            CLUSTER,
            "sql",
            "--backup-root",
            root,
            "--output",
            "csv",
            "-e",
            "SELECT count(*) AS n FROM backups.default.in_sql VERSION AS OF '" + image(0) + "'");
    assertThat(run.out().lines()).containsExactly("n", ROWS + "");
  }

  private static String image(int which) {
    return List.copyOf(IMAGES.keySet()).get(which);
  }

  private static DataFrameReader reader(String image) {
    DataFrameReader reader =
        spark.read().format("hbase_backup").option("root", root).option("table", "in_sql");
    return image.isEmpty() ? reader : reader.option("image", image);
  }

  private static void write(int round) throws IOException {
    try (Table rows = CLUSTER.connection().getTable(TABLE)) {
      for (int i = 0; i < ROWS; i++) {
        byte[] row = Bytes.toBytes("row-" + i);
        rows.put(new Put(row).addColumn(FAMILY, QUALIFIER, 10 + round, Bytes.toBytes(round * i)));
        if (round > 0 && i % 10 == round) {
          rows.delete(new Delete(row).addColumns(FAMILY, QUALIFIER, 9 + round));
        }
      }
    }
  }

  private static List<String> text(Dataset<Row> cells) {
    return cells.collectAsList().stream()
        .map(
            row ->
                String.join(
                    " ",
                    Bytes.toStringBinary(row.<byte[]>getAs("row")),
                    Bytes.toStringBinary(row.<byte[]>getAs("qualifier")),
                    row.getAs("timestamp").toString(),
                    Bytes.toStringBinary(row.<byte[]>getAs("value"))))
        .toList();
  }

  private static String text(Cell cell) {
    return String.join(
        " ",
        Bytes.toStringBinary(CellUtil.cloneRow(cell)),
        Bytes.toStringBinary(CellUtil.cloneQualifier(cell)),
        cell.getTimestamp() + "",
        Bytes.toStringBinary(CellUtil.cloneValue(cell)));
  }
}
