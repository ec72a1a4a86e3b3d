package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.image.ImageId;
import io.longshore.launcher.Driver.Moment;
import io.longshore.launcher.session.SessionSteps;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.Seeds;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupType;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merges of images of both tools, of tables that are gone, and those that are refused. */
class MergeTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static int tables;

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;
  private String root;
  private TableName table;

  /** Whether commands use a file system that can be broken. */
  private boolean breaks;

  /** Each image with what the table showed when it was made. */
  private final Map<String, TableCells> images = new LinkedHashMap<>();

  @BeforeEach
  void table() throws IOException {
    root = directory.toUri().toString();
    table = TableName.valueOf("merged_" + tables++);
    admin.createTable(
        TableDescriptorBuilder.newBuilder(table)
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(FAMILY).setMaxVersions(3).build())
            .build(),
        new byte[][] {Bytes.toBytes("row-3"), Bytes.toBytes("row-6")});
  }

  @Test
  void stockRestoresWhatWeMerged() throws Exception {
    List<String> ids = chain(3);
    String middle = merge(ids.get(1), ids.get(2));
    assertStockRestores(middle);
    assertStockRestores(ids.get(3));
    String full = merge("--full", ids.get(0), middle);
    assertStockRestores(full);
    assertStockRestores(ids.get(3));
    assertThat(Stock.driver(CLUSTER, "history", "-n", "20")).contains(full, ids.get(3));
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void weMergeWhatStockMade() throws Exception {
    List<String> ids = new ArrayList<>();
    for (BackupType type :
        List.of(BackupType.FULL, BackupType.INCREMENTAL, BackupType.INCREMENTAL)) {
      write(ids.size());
      ids.add(keep(Stock.create(CLUSTER, type, root, table)));
    }
    write(3);
    ids.add(create("incremental"));
    String middle = merge(ids.get(1), ids.get(2));
    assertComesBack(middle);
    assertComesBack(ids.get(3));
    String full = merge("--full", ids.get(0), middle, ids.get(3));
    assertComesBack(full);
    write(4);
    assertComesBack(create("incremental"));
  }

  @Test
  void aMergedChainGoesOnAlsoThoughItsTableIsGone() throws Exception {
    List<String> ids = chain(2);
    String merged = merge(ids.get(1), ids.get(2));
    write(3);
    String next = create("incremental");
    CLUSTER.drop(table);
    String full = merge("--full", ids.get(0), merged, next);
    assertComesBack(full);
    assertThat(SparkSession.active().read().format("hbase_backup").options(source()).load().count())
        .isPositive();
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void whatNoImageOverlapsIsCopiedAsItIs() throws Exception {
    chainOf("row-1", "row-2", "row-4", "row-8");
    List<String> ids = List.copyOf(images.keySet());
    SortedMap<String, String> before = new TreeMap<>();
    for (String id : ids.subList(1, 4)) {
      before.putAll(hfiles(id));
    }
    String merged = merge(ids.get(1), ids.get(2), ids.get(3));
    assertThat(hfiles(merged)).isEqualTo(before).hasSize(3);
    assertComesBack(merged);
  }

  @Test
  void compactingLeavesOutWhatAMajorCompactionDoes() throws Exception {
    List<String> ids = chain(3);
    String full = merge("--full", "--compact", ids.get(0), ids.get(1), ids.get(2), ids.get(3));
    assertComesBack(full);
    long stored =
        SparkSession.active()
            .read()
            .format("hbase_backup")
            .options(source())
            .option("raw", "true")
            .load()
            .filter("type <> 'Put'")
            .count();
    assertThat(stored).isZero();
  }

  @Test
  void whatCannotBeMergedIsRefusedAndNothingChanges() throws Exception {
    List<String> ids = chain(3);
    CLUSTER.drop(table);
    table();
    write(0);
    String others = create("full");
    String next = create("incremental");
    Map<String, SortedMap<String, String>> before = hashes();
    refused(2, "makes one image of several", ids.get(1));
    refused(12, ids.get(2) + " lies between", ids.get(1), ids.get(3));
    refused(2, "is a full one", ids.get(0), ids.get(1));
    refused(2, "None of the images is a full one", "--full", ids.get(1), ids.get(2));
    refused(2, "A full image is behind", "--full", ids.get(0), ids.get(1), others);
    refused(2, "of tables", ids.get(1), next);
    refused(2, "--compact is for merges into a full image", "--compact", ids.get(1), ids.get(2));
    refused(10, "There is no image backup_7", ids.get(1), "backup_7");
    refused(2, "is not the id of a backup image", ids.get(1), "b7");
    String plan = CommandRun.ok(CLUSTER, command("--dry-run", ids.get(1), ids.get(2))).out();
    assertThat(plan).contains("would become", "Would continue it: " + ids.get(3), "Nothing was");
    assertThat(hashes()).isEqualTo(before);
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void aDamagedSourceFailsTheMergeAndIsLeftAsItIs() throws Exception {
    damage(chain(2));
  }

  @Test
  void aDamagedSourceThatIsOnlyCopiedFailsTheMergeToo() throws Exception {
    chainOf("row-1", "row-2", "row-4");
    damage(List.copyOf(images.keySet()));
  }

  @Test
  void withoutSpaceNothingIsMerged() throws Exception {
    breaks = true;
    List<String> ids = chain(2);
    Map<String, SortedMap<String, String>> before = hashes();
    BrokenFileSystem.breakDown(1000, "No space left on device");
    CommandRun run = CommandRun.of(CLUSTER, command(ids.get(1), ids.get(2)));
    BrokenFileSystem.breakDown(0, "");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("No space is left for ", "Free space").doesNotContain("\tat ");
    assertThat(hashes()).isEqualTo(before);
    merge(ids.get(1), ids.get(2));
    Leftovers.assertNone(CLUSTER, root);
  }

  /** Of a chain of three the first incremental image. */
  private void damage(List<String> ids) throws Exception {
    Path damaged;
    try (Stream<Path> files = Files.walk(directory.resolve(ids.get(1)))) {
      damaged =
          files
              .filter(file -> file.getParent().getFileName().toString().equals("f"))
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[60] ^= 1;
    Files.write(damaged, bytes);
    Map<String, SortedMap<String, String>> before = hashes();
    CommandRun run = CommandRun.of(CLUSTER, command(ids.get(1), ids.get(2)));
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains(damaged.getFileName().toString()).doesNotContain("\tat ");
    assertThat(hashes()).isEqualTo(before);
    Leftovers.assertNone(CLUSTER, root);
  }

  static Stream<String> steps() throws IOException {
    return Seeds.some(SessionSteps.ofMerge(CLUSTER));
  }

  /** What is published is ended by whoever comes next, the rest is undone. */
  @ParameterizedTest
  @MethodSource("steps")
  void aMergeThatIsKilledLosesNothing(String step) throws Exception {
    List<String> ids = chain(3);
    Driver.Running killed =
        Driver.killAt(CLUSTER, Moment.EXECUTED, step, command(ids.get(1), ids.get(2)));
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    write(9);
    String next = create("incremental");
    for (ImageId id : published()) {
      images.putIfAbsent(id.toString(), images.get(ids.get(2)));
      assertComesBack(id.toString());
    }
    boolean ended = !published().contains(ImageId.parse(ids.get(1)));
    assertThat(ended).isEqualTo(!step.equals("merge"));
    assertThat(published()).contains(ImageId.parse(next)).hasSize(ended ? 4 : 5);
    Leftovers.assertNone(CLUSTER, root);
  }

  private List<ImageId> published() throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(ImageId::isImageId)
          .map(ImageId::parse)
          .sorted()
          .toList();
    }
  }

  private void refused(int status, String why, String... args) {
    CommandRun run = CommandRun.of(CLUSTER, command(args));
    assertThat(run.err()).contains(why);
    assertThat(run.status()).as(run.err()).isEqualTo(status);
  }

  private List<String> chain(int incrementals) throws Exception {
    for (int i = 0; i <= incrementals; i++) {
      write(i);
      create(i == 0 ? "full" : "incremental");
    }
    return List.copyOf(images.keySet());
  }

  /** A chain of which each image has rows of its own. */
  private void chainOf(String... rows) throws Exception {
    for (String row : rows) {
      try (Table writing = CLUSTER.connection().getTable(table)) {
        for (int i = 0; i < 20; i++) {
          writing.put(
              new Put(Bytes.toBytes(row + "-" + i)).addColumn(FAMILY, FAMILY, Bytes.toBytes(i)));
        }
      }
      create(images.isEmpty() ? "full" : "incremental");
    }
  }

  /** Stock sorts without sequence ids, so no cell is written twice. */
  private void write(int round) throws IOException {
    try (Table rows = CLUSTER.connection().getTable(table)) {
      for (int i = 0; i < 100; i++) {
        byte[] row = Bytes.toBytes("row-" + i);
        rows.put(new Put(row).addColumn(FAMILY, FAMILY, 10 + round, Bytes.toBytes(round * i)));
        if (i % 7 == round % 7) {
          rows.delete(new Delete(row).addColumns(FAMILY, FAMILY, 9 + round));
        }
      }
    }
  }

  private String create(String type) throws IOException {
    List<String> command = new ArrayList<>(List.of("create", type, target(), "-t", table + ""));
    if (breaks) {
      command.add(BrokenFileSystem.OPTION);
    }
    return keep(CommandRun.ok(CLUSTER, command.toArray(String[]::new)).imageId());
  }

  private String keep(String image) throws IOException {
    images.put(image, CellOracle.visible(CLUSTER.connection(), table));
    return image;
  }

  private String merge(String... args) {
    List<String> all = List.of(args);
    String out = CommandRun.ok(CLUSTER, command(args)).out();
    String merged = out.lines().findFirst().orElseThrow().replaceAll(".* became (\\w+).*", "$1");
    images.put(merged, images.get(all.get(all.size() - 1)));
    all.forEach(images::remove);
    return merged;
  }

  /** Flags, and ids with commas between them. */
  private String[] command(String... args) {
    List<String> command = new ArrayList<>(List.of("merge", "-p", target()));
    if (breaks) {
      command.add(BrokenFileSystem.OPTION);
    }
    List<String> ids = new ArrayList<>();
    for (String arg : args) {
      (arg.startsWith("--") ? command : ids).add(arg);
    }
    command.add(String.join(",", ids));
    return command.toArray(String[]::new);
  }

  private String target() {
    return breaks ? root.replace("file:", "broken:") : root;
  }

  private Map<String, String> source() {
    return Map.of("root", root, "table", table.getNameAsString());
  }

  private void assertComesBack(String image) throws IOException {
    TableName copy = TableName.valueOf(table + "_copy");
    CommandRun.ok(CLUSTER, "verify", root, image);
    CommandRun.ok(CLUSTER, "restore", root, image, "-t", table + "", "-m", copy + "");
    assertHolds(image, copy);
  }

  private void assertStockRestores(String image) throws IOException {
    TableName copy = TableName.valueOf(table + "_copy");
    Stock.restore(CLUSTER, root, image, table, copy);
    assertHolds(image, copy);
  }

  private void assertHolds(String image, TableName copy) throws IOException {
    TableCells held = images.get(image);
    assertThat(held.firstDifference(CellOracle.visible(CLUSTER.connection(), copy)))
        .as("image %s of %s", image, images.keySet())
        .isEmpty();
    assertThat(held.size()).isPositive();
    CLUSTER.drop(copy);
  }

  private Map<String, SortedMap<String, String>> hashes() throws IOException {
    Map<String, SortedMap<String, String>> hashes = new TreeMap<>();
    for (ImageId id : published()) {
      hashes.put(id.toString(), ImageHashes.of(root, id.toString()));
    }
    return hashes;
  }

  /** The names of an image's files of cells, and their hashes. */
  private SortedMap<String, String> hfiles(String image) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    ImageHashes.of(root, image)
        .forEach(
            (path, hash) -> {
              if (path.contains("/f/")) {
                files.put(path.substring(path.lastIndexOf('/')), hash);
              }
            });
    return files;
  }
}
