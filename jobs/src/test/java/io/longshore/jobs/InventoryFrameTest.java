package io.longshore.jobs;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import io.longshore.core.copy.Checksum;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageHistory;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.InventoryFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Analysts read inventories with Spark, which takes JSON lines as they are. */
class InventoryFrameTest extends JavaDatasetSuiteBase {
  private static final StructType FILES =
      new StructType()
          .add("path", DataTypes.StringType)
          .add("length", DataTypes.LongType)
          .add("checksum", DataTypes.StringType);

  @TempDir Path directory;

  @Override
  public boolean enableHiveSupport() {
    return false;
  }

  @BeforeEach
  void start() {
    runBefore();
  }

  @AfterAll
  static void stop() {
    runAfterClass();
  }

  @Test
  void sparkReadsAnInventoryAsATableOfFiles() throws IOException {
    Path file = inventory();
    Dataset<Row> read =
        spark()
            .read()
            .schema(FILES)
            .json(file.toString())
            .where("path is not null")
            .orderBy("path");
    Dataset<Row> expected =
        spark()
            .createDataFrame(
                List.of(
                    RowFactory.create("default/a/archive/x", 7L, "00000001"),
                    RowFactory.create("default/b/archive/y \"quoted\" ü", 35L, "ffffffff")),
                FILES);
    assertDataFrameEquals(expected, read, assertDataFrameEquals$default$3());
  }

  @Test
  void sparkFindsHeaderFilesAndFooterWithoutASchema() throws IOException {
    Path file = inventory();
    Dataset<Row> read = spark().read().json(file.toString());
    Dataset<Row> sums =
        read.select(
            functions.sum("length").as("listed"),
            functions.max("bytes").as("counted"),
            functions.max("version").as("version"));
    Dataset<Row> expected =
        spark()
            .createDataFrame(
                List.of(RowFactory.create(42L, 42L, 1L)),
                new StructType()
                    .add("listed", DataTypes.LongType)
                    .add("counted", DataTypes.LongType)
                    .add("version", DataTypes.LongType));
    assertDataFrameEquals(expected, sums, assertDataFrameEquals$default$3());
  }

  private Path inventory() throws IOException {
    ImageInventory inventory =
        new ImageInventory(
            new ImageId(5),
            new Checksum(3),
            List.of(
                new ImageFile("default/b/archive/y \"quoted\" ü", 35, new Checksum(-1)),
                new ImageFile("default/a/archive/x", 7, new Checksum(1))),
            ImageHistory.NONE);
    // Spark passes over files whose names begin with a dot when it lists a directory, and reads
    // them where they are named.
    Path file = directory.resolve(ImageLayout.INVENTORY);
    try (OutputStream out = Files.newOutputStream(file)) {
      InventoryFormat.write(inventory, out);
    }
    return file;
  }
}
