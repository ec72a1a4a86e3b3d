package io.longshore.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageHistory;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.option.Sample;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On an image made by hand. */
class VerifyImageTest {
  private static final ImageId ID = new ImageId(1732150000000L);
  private static final String DATA = "default/t/archive/data/default/t/r/f/";
  private static SparkSession spark;

  @TempDir Path directory;
  private final Configuration conf = new Configuration();
  private ImageStore store;
  private Path image;

  @BeforeAll
  static void start() {
    spark = LocalSpark.open();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void publish() throws IOException {
    // Parts smaller than the files, so that they are read by several tasks.
    conf.set("longshore.copy.part.size", "4k");
    Path root = directory.resolve("back ups/a%20b");
    store = ImageStore.at(ImageLayout.of("file://" + root), conf);
    image = root.resolve(ID.toString());
    List<ImageFile> files = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] content = new byte[i * 3000];
      new Random(i).nextBytes(content);
      Path file = image.resolve(DATA + "file " + i);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      files.add(new ImageFile(DATA + "file " + i, content.length, Checksum.of(content)));
    }
    store.publish(
        BackupImage.full(
            ID, List.of(TableName.valueOf("t")), Instant.ofEpochMilli(1), Instant.ofEpochMilli(2)),
        files,
        ImageHistory.NONE,
        () -> {});
  }

  @Test
  void findsNothingInAWholeImage() throws IOException {
    VerifyImage.Result result = verify();
    assertThat(result.problems()).isEmpty();
    assertThat(result.files()).isEqualTo(6);
    assertThat(result.bytes()).isEqualTo(45_000);
  }

  @Test
  void findsEveryKindOfDamageInOneRun() throws IOException {
    Files.delete(image.resolve(DATA + "file 1"));
    Files.write(image.resolve(DATA + "file 2"), new byte[5999]);
    Files.write(image.resolve(DATA + "file 3"), new byte[9001]);
    Path flipped = image.resolve(DATA + "file 5");
    byte[] content = Files.readAllBytes(flipped);
    Checksum before = Checksum.of(content);
    content[14_000] ^= 1;
    Files.write(flipped, content);
    Files.write(image.resolve(DATA + "stranger"), new byte[1]);

    assertThat(verify().problems())
        .containsExactly(
            new VerifyImage.Problem(DATA + "file 1", "is missing"),
            new VerifyImage.Problem(DATA + "file 2", "has 5999 bytes; it should have 6000"),
            new VerifyImage.Problem(DATA + "file 3", "has 9001 bytes; it should have 9000"),
            new VerifyImage.Problem(
                DATA + "file 5",
                "has checksum " + Checksum.of(content) + " where " + before + " was recorded"),
            new VerifyImage.Problem(DATA + "stranger", "belongs to no file of the inventory"));
  }

  @Test
  void findsAnEmptyFileThatIsMissing() throws IOException {
    Files.delete(image.resolve(DATA + "file 0"));
    assertThat(verify().problems())
        .containsExactly(new VerifyImage.Problem(DATA + "file 0", "is missing"));
  }

  @Test
  void findsAWholeDirectoryThatIsMissing() throws IOException {
    for (int i = 0; i < 6; i++) {
      Files.delete(image.resolve(DATA + "file " + i));
    }
    assertThat(verify().problems()).hasSize(6);
  }

  private VerifyImage.Result verify() throws IOException {
    return new VerifyImage(
            store.layout().image(ID),
            store.inventory(ID).orElseThrow(),
            Sample.ALL,
            null,
            CopySettings.from(conf),
            CopyLimits.NONE)
        .run(spark, conf, ProgressListener.SILENT);
  }
}
