package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.copy.Checksum;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.image.hbase.StockManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
  private static final ImageId ID = new ImageId(1732150000000L);
  private static final String HFILE = "default/t/archive/data/default/t/r/f/0123";

  @TempDir Path directory;
  private Path root;
  private ImageStore store;

  @BeforeEach
  void open() throws IOException {
    root = directory.resolve("back ups%20here");
    store = ImageStore.at(ImageLayout.of("file://" + root), new Configuration());
  }

  @Test
  void anImageIsThereOnceItIsPublished() throws IOException {
    ImageFile file = write(ID, HFILE, "cells");
    assertThat(store.list()).isEmpty();
    assertThat(store.isPublished(ID)).isFalse();

    store.publish(image(ID), List.of(file), ImageHistory.NONE, () -> {});

    assertThat(store.list()).containsExactly(ID);
    assertThat(store.isPublished(ID)).isTrue();
    assertThat(store.read(ID)).isEqualTo(image(ID));
    assertThat(store.inventory(ID).orElseThrow().files()).containsExactly(file);
    assertThat(store.hasInventory(ID)).isTrue();
    assertThat(files())
        .containsExactlyInAnyOrder(HFILE, ".backup.manifest", "longshore-inventory.jsonl");
    assertThat(below(root.resolve(".tmp"))).isEmpty();
  }

  @Test
  void listsPublishedImagesOldestFirstAndNothingElse() throws IOException {
    for (long millis : new long[] {30, 100, 4}) {
      store.publish(image(new ImageId(millis)), List.of(), ImageHistory.NONE, () -> {});
    }
    write(new ImageId(5), HFILE, "no manifest yet");
    Files.createDirectories(root.resolve("lost+found"));
    Files.createDirectories(root.resolve("backup_old"));
    Files.writeString(root.resolve("backup_77"), "a file");
    assertThat(store.list()).extracting(ImageId::millis).containsExactly(4L, 30L, 100L);
  }

  @Test
  void deletesWhatTheListDoesNotNameBeforeItPublishes() throws IOException {
    ImageFile file = write(ID, HFILE, "cells");
    write(ID, HFILE + ".6e1b-orphan", "a killed attempt's");
    write(ID, "default/other/archive/x", "of a table that is not in the image");

    store.publish(image(ID), List.of(file), ImageHistory.NONE, () -> {});
    assertThat(files())
        .containsExactlyInAnyOrder(HFILE, ".backup.manifest", "longshore-inventory.jsonl");
  }

  @Test
  void sweepsNoOtherImage() throws IOException {
    ImageId other = new ImageId(7);
    write(other, HFILE, "cells");
    store.publish(image(ID), List.of(), ImageHistory.NONE, () -> {});
    assertThat(root.resolve("backup_7").resolve(HFILE)).exists();
  }

  @Test
  void theManifestIsWrittenAfterEverythingElse() throws IOException {
    ImageFile file = write(ID, HFILE, "cells");
    write(ID, HFILE + ".orphan", "");
    AtomicBoolean called = new AtomicBoolean();
    store.publish(
        image(ID),
        List.of(file),
        ImageHistory.NONE,
        () -> {
          called.set(true);
          assertThat(root.resolve(ID.toString()).resolve("longshore-inventory.jsonl")).exists();
          assertThat(root.resolve(ID.toString()).resolve(".backup.manifest")).doesNotExist();
          assertThat(root.resolve(ID.toString()).resolve(HFILE + ".orphan")).doesNotExist();
        });
    assertThat(called).isTrue();
  }

  @Test
  void aSessionThatIsLostBeforeTheManifestPublishesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                store.publish(
                    image(ID),
                    List.of(),
                    ImageHistory.NONE,
                    () -> {
                      throw new IllegalStateException("lost");
                    }))
        .hasMessage("lost");
    assertThat(store.list()).isEmpty();
  }

  @Test
  void anImageThatWasPublishedHalfWayCanBePublishedAgain() throws IOException {
    ImageFile file = write(ID, HFILE, "cells");
    for (int i = 0; i < 2; i++) {
      store.publish(image(ID), List.of(file), ImageHistory.NONE, () -> {});
    }
    assertThat(store.inventory(ID)).isPresent();
  }

  @Test
  void anInventoryIsIgnoredOnceTheManifestWasRewritten() throws IOException {
    store.publish(image(ID), List.of(write(ID, HFILE, "cells")), ImageHistory.NONE, () -> {});
    BackupImage rewritten =
        BackupImage.full(
            ID, List.of(TableName.valueOf("u")), Instant.ofEpochMilli(1), Instant.ofEpochMilli(2));
    Files.write(
        root.resolve(ID.toString()).resolve(".backup.manifest"),
        StockManifest.encode(rewritten, store.layout().toString()));
    assertThat(store.inventory(ID)).isEmpty();
    assertThat(store.hasInventory(ID)).isTrue();
    assertThat(store.read(ID)).isEqualTo(rewritten);
  }

  @Test
  void anImageOfTheStockToolsHasNoInventory() throws IOException {
    store.publish(image(ID), List.of(), ImageHistory.NONE, () -> {});
    Files.delete(root.resolve(ID.toString()).resolve("longshore-inventory.jsonl"));
    assertThat(store.inventory(ID)).isEmpty();
    assertThat(store.hasInventory(ID)).isFalse();
  }

  @Test
  void deletesAnImageWhole() throws IOException {
    store.publish(image(ID), List.of(write(ID, HFILE, "cells")), ImageHistory.NONE, () -> {});
    store.delete(ID);
    assertThat(root.resolve(ID.toString())).doesNotExist();
    assertThat(store.list()).isEmpty();
    store.delete(ID);
  }

  @Test
  void rejectsARootThatIsNotThere() throws IOException {
    assertThat(store.exists()).isFalse();
    assertThatThrownBy(() -> store.list()).satisfies(e -> assertCode(e, ErrorCode.NO_BACKUP_ROOT));
    assertThatThrownBy(() -> store.read(ID))
        .satisfies(e -> assertCode(e, ErrorCode.NO_BACKUP_ROOT));
  }

  @Test
  void rejectsAnImageThatIsNotThere() throws IOException {
    Files.createDirectories(root);
    assertThatThrownBy(() -> store.read(ID))
        .satisfies(e -> assertCode(e, ErrorCode.IMAGE_NOT_FOUND))
        .hasMessage("There is no image " + ID + " in " + store.layout() + ".");
    assertThatThrownBy(() -> store.inventory(ID))
        .satisfies(e -> assertCode(e, ErrorCode.IMAGE_NOT_FOUND));
  }

  @Test
  void aDamagedManifestIsSaidToBe() throws IOException {
    store.publish(image(ID), List.of(), ImageHistory.NONE, () -> {});
    Path manifest = root.resolve(ID.toString()).resolve(".backup.manifest");
    byte[] whole = Files.readAllBytes(manifest);
    for (byte[] damaged :
        List.of(
            new byte[0], new byte[] {1, 2, 3}, java.util.Arrays.copyOf(whole, whole.length / 2))) {
      Files.write(manifest, damaged);
      assertThatThrownBy(() -> store.read(ID))
          .satisfies(e -> assertCode(e, ErrorCode.IMAGE_DAMAGED))
          .hasMessageContaining(".backup.manifest cannot be read");
    }
  }

  @Test
  void aDamagedInventoryIsSaidToBe() throws IOException {
    store.publish(image(ID), List.of(write(ID, HFILE, "cells")), ImageHistory.NONE, () -> {});
    Path inventory = root.resolve(ID.toString()).resolve("longshore-inventory.jsonl");
    Files.writeString(inventory, Files.readString(inventory).substring(0, 120));
    assertThatThrownBy(() -> store.inventory(ID))
        .satisfies(e -> assertCode(e, ErrorCode.IMAGE_DAMAGED));
  }

  @Test
  void leavesNoChecksumFilesOfHadoopBeside() throws IOException {
    store.publish(image(ID), List.of(write(ID, HFILE, "cells")), ImageHistory.NONE, () -> {});
    assertThat(below(root)).noneMatch(file -> file.toString().endsWith(".crc"));
  }

  private static void assertCode(Throwable thrown, ErrorCode code) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private ImageFile write(ImageId id, String path, String content) throws IOException {
    Path file = root.resolve(id.toString()).resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return new ImageFile(path, content.length(), Checksum.of(content.getBytes()));
  }

  private List<String> files() throws IOException {
    Path image = root.resolve(ID.toString());
    return below(image).stream().map(file -> image.relativize(file).toString()).toList();
  }

  private static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static BackupImage image(ImageId id) {
    return BackupImage.full(
        id,
        List.of(TableName.valueOf("t")),
        Instant.ofEpochMilli(id.millis()),
        Instant.ofEpochMilli(id.millis() + 5));
  }
}
