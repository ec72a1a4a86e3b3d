package io.longshore.core.image.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupInfo;
import org.apache.hadoop.hbase.backup.BackupType;
import org.apache.hadoop.hbase.backup.impl.BackupManifest;
import org.apache.hadoop.hbase.shaded.protobuf.generated.BackupProtos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StockManifestTest {
  private static final TableName ORDERS = TableName.valueOf("shop", "orders");
  private static final TableName PLAIN = TableName.valueOf("plain");
  private static final String ROOT = "file:///backups";
  private static final BackupImage FULL =
      BackupImage.full(
          new ImageId(1000),
          List.of(ORDERS, PLAIN),
          Instant.ofEpochMilli(1000),
          Instant.ofEpochMilli(1500));
  private static final BackupImage INCREMENTAL =
      new BackupImage(
          new ImageId(2000),
          ImageType.INCREMENTAL,
          List.of(ORDERS, PLAIN),
          Instant.ofEpochMilli(2000),
          Instant.ofEpochMilli(2500),
          List.of(FULL),
          Map.of(
              ORDERS, Map.of("host-a:16020", 990L, "host-b.example.com:16020", 991L),
              PLAIN, Map.of("host-a:16020", 980L)));

  @TempDir Path directory;

  @Test
  void readsWhatItWrote() {
    for (BackupImage image : List.of(FULL, INCREMENTAL)) {
      assertThat(StockManifest.decode(StockManifest.encode(image, ROOT), "m")).isEqualTo(image);
    }
  }

  @Test
  void theStockClassReadsWhatWeWrite() throws IOException {
    BackupManifest.BackupImage stock =
        stockReads(StockManifest.encode(INCREMENTAL, ROOT)).getBackupImage();

    assertThat(stock.getBackupId()).isEqualTo("backup_2000");
    assertThat(stock.getType()).isEqualTo(BackupType.INCREMENTAL);
    assertThat(stock.getRootDir()).isEqualTo(ROOT);
    assertThat(stock.getTableNames()).containsExactly(ORDERS, PLAIN);
    assertThat(stock.getStartTs()).isEqualTo(2000);
    assertThat(stock.getCompleteTs()).isEqualTo(2500);
    assertThat(stock.getAncestors()).hasSize(1);
    assertThat(stock.getAncestors().get(0).getBackupId()).isEqualTo("backup_1000");
    assertThat(stock.getAncestors().get(0).getType()).isEqualTo(BackupType.FULL);
    assertThat(stock.getAncestors().get(0).getTableNames()).containsExactly(ORDERS, PLAIN);
    assertThat(stock.getIncrTimeRanges()).isEqualTo(INCREMENTAL.previousTimestamps());
  }

  @Test
  void weReadWhatTheStockClassStores() throws IOException {
    BackupInfo info =
        new BackupInfo(
            "backup_3000",
            BackupType.FULL,
            new TableName[] {ORDERS, PLAIN},
            directory.toUri().toString());
    info.setStartTs(3000);
    info.setCompleteTs(3500);
    BackupManifest stock = new BackupManifest(info);
    stock.store(new Configuration());

    Path file = directory.resolve("backup_3000/.backup.manifest");
    assertThat(StockManifest.decode(Files.readAllBytes(file), file.toString()))
        .isEqualTo(
            BackupImage.full(
                new ImageId(3000),
                List.of(ORDERS, PLAIN),
                Instant.ofEpochMilli(3000),
                Instant.ofEpochMilli(3500)));
  }

  @Test
  void weReadTheIncrementalThatTheStockClassStores() throws IOException {
    BackupInfo info =
        new BackupInfo(
            "backup_4000",
            BackupType.INCREMENTAL,
            new TableName[] {ORDERS, PLAIN},
            directory.toUri().toString());
    info.setStartTs(4000);
    info.setCompleteTs(4500);
    BackupManifest stock = new BackupManifest(info);
    stock.addDependentImage(stockReads(StockManifest.encode(FULL, ROOT)).getBackupImage());
    stock.setIncrTimestampMap(INCREMENTAL.previousTimestamps());
    stock.store(new Configuration());

    BackupImage read =
        StockManifest.decode(
            Files.readAllBytes(directory.resolve("backup_4000/.backup.manifest")), "m");
    assertThat(read.type()).isEqualTo(ImageType.INCREMENTAL);
    assertThat(read.ancestors()).containsExactly(FULL);
    assertThat(read.previousTimestamps()).isEqualTo(INCREMENTAL.previousTimestamps());
  }

  @Test
  void ourBytesAreTheStockBytes() throws IOException {
    BackupInfo info =
        new BackupInfo(
            "backup_3000",
            BackupType.FULL,
            new TableName[] {ORDERS, PLAIN},
            directory.toUri().toString());
    info.setStartTs(3000);
    info.setCompleteTs(3500);
    new BackupManifest(info).store(new Configuration());
    byte[] stock = Files.readAllBytes(directory.resolve("backup_3000/.backup.manifest"));
    assertThat(StockManifest.encode(StockManifest.decode(stock, "m"), info.getBackupRootDir()))
        .isEqualTo(stock);
  }

  @Test
  void manifestsOfLaterReleasesHaveNoRoot() {
    byte[] later =
        BackupProtos.BackupImage.newBuilder()
            .setBackupId("backup_1")
            .setBackupType(BackupProtos.BackupType.FULL)
            .setStartTs(1)
            .setCompleteTs(2)
            .build()
            .toByteArray();
    assertThat(StockManifest.decode(later, "m").id()).isEqualTo(new ImageId(1));
  }

  @Test
  void rejectsManifestsThatNameNoImage() {
    byte[] odd =
        BackupProtos.BackupImage.newBuilder()
            .setBackupId("nightly")
            .setBackupType(BackupProtos.BackupType.FULL)
            .setBackupRootDir(ROOT)
            .setStartTs(1)
            .setCompleteTs(2)
            .build()
            .toByteArray();
    for (byte[] bytes : List.of(odd, new byte[0], "garbage".getBytes(StandardCharsets.UTF_8))) {
      assertThatThrownBy(() -> StockManifest.decode(bytes, "the/file"))
          .isInstanceOfSatisfying(
              LongshoreException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_DAMAGED);
                assertThat(e).hasMessageStartingWith("The manifest the/file cannot be read: ");
              });
    }
  }

  private BackupManifest stockReads(byte[] bytes) throws IOException {
    Path image = Files.createDirectories(directory.resolve("read"));
    Files.write(image.resolve(".backup.manifest"), bytes);
    return new BackupManifest(new Configuration(), new org.apache.hadoop.fs.Path(image.toUri()));
  }
}
