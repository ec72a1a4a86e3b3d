package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.image.ConsumedWal;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.launcher.Driver.Moment;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.session.SessionSteps;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.Seeds;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images are deleted, but none that is needed, and no data is lost by it. */
class DeleteTest {
  private static final TableName TABLE = TableName.valueOf("deleted");
  private static final byte[] FAMILY = Bytes.toBytes("f");

  @TempDir private static Path home;
  private static EmbeddedHBase cluster;

  @TempDir private Path directory;
  private String root;

  /** WALs are kept, so that there is something to go back to. */
  @BeforeAll
  static void start() throws IOException {
    cluster = EmbeddedHBase.builder(home).start();
    cluster
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void root() {
    root = directory.toUri().toString();
  }

  @Test
  void whatAnotherNeedsIsNotDeletedUnlessThatGoesToo() throws IOException {
    String full = create("full", 1);
    String next = create("incremental", 2);
    CommandRun refused = run("delete", "-l", full);
    assertThat(refused.status()).isEqualTo(12);
    assertThat(refused.err()).contains("Image " + next + " needs one of").contains("--cascade");
    assertThat(images()).containsExactly(full, next);
    String would = ok("delete", "-l", full, "--cascade", "--dry-run").out();
    assertThat(would).contains(full, next, "Would delete 2 images");
    assertThat(images()).containsExactly(full, next);
    assertThat(ok("delete", "-l", full, "--cascade").out()).contains("Deleted 2 images");
    assertThat(images()).isEmpty();
    try (Cluster client = new Cluster(cluster.configuration())) {
      assertThat(client.backupSystem().boundaries(root)).isEmpty();
      assertThat(client.backupSystem().incrementalSet(root)).isEmpty();
      assertThat(client.backupSystem().read(ImageId.parse(full))).isEmpty();
    }
    Leftovers.assertNone(cluster, root);
  }

  @Test
  void afterTheNewestIsDeletedTheNextBeginsWhereTheOneBeforeEnded() throws IOException {
    create("full", 1);
    String one = create("incremental", 2);
    String two = create("incremental", 3);
    ok("delete", "-l", two);
    String three = create("incremental", 4);
    assertComesBack(three);
    assertThat(images()).contains(one, three).doesNotContain(two);
    Leftovers.assertNone(cluster, root);
  }

  @Test
  void whereAWalIsGoneTheNextOneSaysThatAFullImageIsNeeded() throws IOException {
    create("full", 1);
    String one = create("incremental", 2);
    String two = create("incremental", 3);
    archiveWals();
    deleteWalsOf(two);
    assertThat(ok("delete", "-l", two).err()).contains("it needs a new full image");
    CommandRun next = run("create", "incremental", root);
    assertThat(next.status()).isEqualTo(12);
    assertThat(next.err()).contains("needs a new full image");
    CommandRun.ok(cluster, "restore", root, one, "-t", TABLE + "", "-m", "deleted_copy");
    cluster.drop(TableName.valueOf("deleted_copy"));
    Leftovers.assertNone(cluster, root);
  }

  static Stream<String> steps() throws IOException {
    return Seeds.some(SessionSteps.ofDelete(cluster));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aDeleteThatIsKilledIsEndedAndLosesNothing(String step) throws Exception {
    create("full", 1);
    create("incremental", 2);
    String two = create("incremental", 3);
    Driver.Running killed = Driver.killAt(cluster, Moment.EXECUTED, step, "delete", "-l", two);
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    assertComesBack(create("incremental", 4));
    assertThat(images()).doesNotContain(two).hasSize(3);
    Leftovers.assertNone(cluster, root);
  }

  @Test
  void byAgeWhatYoungerOnesNeedStays() throws IOException {
    String full = create("full", 1);
    assertThat(ok("delete", "-k", "1", "-p", root).out())
        .contains("keep", "not older than 1 days", "Deleted 0 images");
    String out = ok("delete", "-k", "0", "-p", root, "--dry-run").out();
    assertThat(out).contains(full, "older than 0 days", "Would delete 1 image");
  }

  @Test
  void aPolicySaysOfEachImageWhy() throws IOException {
    String old = create("full", 1);
    String ofOld = create("incremental", 2);
    String full = create("full", 3);
    String would = ok("expire", root, "--keep-full", "1", "--dry-run").out();
    assertThat(would.lines().filter(line -> line.contains("  delete  ")))
        .hasSize(2)
        .allMatch(line -> line.contains("no rule keeps it"));
    assertThat(would).contains(full, "the newest full image of its tables");
    ok("expire", root, "--keep-full", "1");
    assertThat(images()).containsExactly(full).doesNotContain(old, ofOld);
    CommandRun none = run("expire", root);
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("No rule keeps any image");
    Leftovers.assertNone(cluster, root);
  }

  @Test
  void aFailedBackupIsForgotten() throws IOException {
    String id = create("full", 1);
    ImageId failed = new ImageId(ImageId.parse(id).millis() + 1);
    try (Cluster client = new Cluster(cluster.configuration())) {
      client
          .backupSystem()
          .write(
              BackupSession.begin(
                      failed,
                      ImageType.FULL,
                      root,
                      Map.of(TABLE, ""),
                      Instant.ofEpochMilli(failed.millis()),
                      -1,
                      -1)
                  .failed(Instant.now(), "for the test"));
      ok("delete", "-l", failed.toString());
      assertThat(client.backupSystem().read(failed)).isEmpty();
    }
    assertThat(images()).containsExactly(id);
  }

  @Test
  void anImageThatIsNotThereIsNamed() throws IOException {
    create("full", 1);
    CommandRun unknown = run("delete", "-l", "backup_1", "-p", root);
    assertThat(unknown.status()).isEqualTo(10);
    assertThat(unknown.err()).contains("There is no image backup_1");
    assertThat(run("delete", "-l", "backup_1").err()).contains("knows no image backup_1");
  }

  private String create(String type, int value) throws IOException {
    try (Table table = cluster.connection().getTable(TABLE)) {
      for (int i = 0; i < 50; i++) {
        table.put(
            new Put(Bytes.toBytes("row" + i % (10 * value)))
                .addColumn(FAMILY, Bytes.toBytes("q" + value), Bytes.toBytes(value * i)));
      }
    }
    return CommandRun.ok(cluster, "create", type, root, "-t", TABLE + "").imageId();
  }

  private void assertComesBack(String image) throws IOException {
    TableName copy = TableName.valueOf("deleted_copy");
    TableCells live = CellOracle.visible(cluster.connection(), TABLE);
    CommandRun.ok(cluster, "restore", root, image, "-t", TABLE + "", "-m", copy + "");
    assertThat(live.firstDifference(CellOracle.visible(cluster.connection(), copy))).isEmpty();
    cluster.drop(copy);
  }

  private List<String> images() throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(ImageId::isImageId)
          .sorted()
          .toList();
    }
  }

  /** As the cleaner does when nothing asks for them any more. */
  private void deleteWalsOf(String image) throws IOException {
    ImageStore images = ImageStore.at(ImageLayout.of(root), cluster.configuration());
    List<String> names =
        images.inventory(ImageId.parse(image)).orElseThrow().history().wals().stream()
            .map(ConsumedWal::name)
            .toList();
    Path archived = home.resolve("hbase/oldWALs");
    Awaitility.await()
        .until(() -> names.stream().allMatch(name -> Files.exists(archived.resolve(name))));
    for (String name : names) {
      Files.delete(archived.resolve(name));
    }
  }

  /** So that no region needs an edit of a WAL any more, and its server lets go of it. */
  private static void archiveWals() throws IOException {
    for (TableDescriptor each : cluster.admin().listTableDescriptors((Pattern) null, true)) {
      cluster.admin().flush(each.getTableName());
    }
    cluster.admin().rollWALWriter(cluster.admin().getRegionServers().iterator().next());
  }

  private static CommandRun ok(String... args) {
    return CommandRun.ok(cluster, args);
  }

  private static CommandRun run(String... args) {
    return CommandRun.of(cluster, args);
  }
}
