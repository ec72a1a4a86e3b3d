package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.backup.BackupSystem;
import io.longshore.core.image.ImageId;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import io.longshore.testing.TestKeys;
import io.longshore.testing.TestWal;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.regionserver.wal.WALCellCodec;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an incremental backup cannot continue it refuses, and says what to do. */
class IncrementalBadInputTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;
  private String root;
  private TableName table;

  @BeforeEach
  void makeAFullImage(TestInfo test) throws IOException {
    root = directory.resolve("backups").toUri().toString();
    table = TableName.valueOf(test.getTestMethod().orElseThrow().getName());
    create(table);
    write(table, "in the full image", 10);
    full(table.getNameAsString());
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    Leftovers.assertNone(CLUSTER, root);
    CLUSTER.drop(table);
  }

  @Test
  void aRootWithoutAFullImageIsRefused() {
    CommandRun run =
        CommandRun.of(CLUSTER, "create", "incremental", directory.resolve("other").toUri() + "");
    assertThat(run.status()).isEqualTo(10);
    assertThat(run.err()).contains("other");
  }

  @Test
  void aTableWithoutAFullImageIsRefusedOrGetsOne() throws IOException {
    TableName other = TableName.valueOf("another");
    create(other);
    write(other, "row", 3);
    refused("Table another needs a new full image", "create full " + root + " -t another")
        .with("-t", "another");
    CommandRun made =
        CommandRun.ok(CLUSTER, "create", "incremental", root, "-t", "another", "--full-if-needed");
    assertThat(made.err()).contains("A full image is made.");
    assertThat(CommandRun.ok(CLUSTER, "describe", made.imageId()).out()).contains("FULL");
    CLUSTER.drop(other);
  }

  @Test
  void aTruncatedTableIsRefused() throws IOException {
    admin.disableTable(table);
    admin.truncateTable(table, true);
    refused("was truncated, made anew or restored").with();
    fullIfNeededComesBack();
  }

  @Test
  void aTableMadeAnewIsRefused() throws IOException {
    CLUSTER.drop(table);
    create(table);
    write(table, "new", 3);
    refused("was truncated, made anew or restored").with();
    fullIfNeededComesBack();
  }

  @Test
  void aTableThatWasRestoredIsRefused() throws IOException {
    String image = full(table.getNameAsString());
    write(table, "after the image", 20);
    admin.flush(table);
    CommandRun.ok(CLUSTER, "create", "incremental", root);
    CommandRun.ok(CLUSTER, "restore", root, image, "-o");
    refused("was truncated, made anew or restored").with();
    fullIfNeededComesBack();
  }

  @Test
  void anotherFamilyIsRefused() throws IOException {
    admin.addColumnFamily(table, ColumnFamilyDescriptorBuilder.of("g"));
    refused("its column families were [f] in its full image and are [f, g] now").with();
    fullIfNeededComesBack();
  }

  @Test
  void aFamilyThatKeepsOtherCellsIsRefused() throws IOException {
    alter(family().setMaxVersions(7).build());
    refused("column family f was altered since its full image", "VERSIONS 7").with();
  }

  @Test
  void aFamilyThatIsOnlyStoredOtherwiseIsContinued() throws Exception {
    alter(family().setCompressionType(Compression.Algorithm.GZ).setBlocksize(1024).build());
    write(table, "compressed", 30);
    comesBack(CommandRun.ok(CLUSTER, "create", "incremental", root).imageId());
  }

  @Test
  void aSplitAndMergedTableIsContinued() throws Exception {
    admin
        .splitRegionAsync(
            admin.getRegions(table).get(0).getRegionName(), Bytes.toBytes("in the f5"))
        .get();
    write(table, "split", 10);
    CommandRun.ok(CLUSTER, "create", "incremental", root);
    byte[][] regions =
        admin.getRegions(table).stream()
            .map(region -> region.getEncodedNameAsBytes())
            .toArray(byte[][]::new);
    assertThat(regions).hasNumberOfRows(2);
    admin.mergeRegionsAsync(regions, false).get();
    write(table, "merged", 10);
    comesBack(CommandRun.ok(CLUSTER, "create", "incremental", root).imageId());
  }

  @Test
  void aDroppedTableIsLeftOutAndTheOthersGoOn() throws Exception {
    TableName gone = TableName.valueOf("gone");
    create(gone);
    full("gone");
    CLUSTER.drop(gone);
    write(table, "more", 5);
    CommandRun made = CommandRun.ok(CLUSTER, "create", "incremental", root);
    assertThat(made.err()).contains("Table gone was dropped");
    comesBack(made.imageId());
    assertThat(Files.readString(inventory(made.imageId()))).contains("{\"dropped\":\"gone\"}");
    assertThat(CommandRun.ok(CLUSTER, "create", "incremental", root).err())
        .doesNotContain("dropped");
    try (BackupSystem system = new BackupSystem(CLUSTER.connection())) {
      assertThat(system.boundaries(root)).containsOnlyKeys(table);
      assertThat(system.incrementalSet(root)).containsOnly(table);
    }
  }

  @Test
  void aMissingWalIsNamed() throws IOException {
    write(table, "lost", 5);
    roll();
    String name = pendingWal();
    Path wal = walNamed(name);
    Path aside = directory.resolve(name);
    Files.move(wal, aside);
    refused("WAL", name).with();
    Files.move(aside, wal);
    CommandRun.ok(CLUSTER, "create", "incremental", root);
  }

  @Test
  void aDamagedWalIsNamedOrPutAside() throws Exception {
    write(table, "before the damage", 200);
    roll();
    String name = pendingWal();
    Path wal = walNamed(name);
    byte[] bytes = Files.readAllBytes(wal);
    byte[] damaged = bytes.clone();
    // Longer than an entry, of which only how it begins can be told to be wrong.
    Arrays.fill(damaged, bytes.length / 2, bytes.length / 2 + 512, (byte) 0xff);
    replace(wal, damaged);
    try {
      refused(name, "damaged").with();
      CommandRun made = CommandRun.ok(CLUSTER, "create", "incremental", root, "--quarantine");
      assertThat(made.err())
          .containsPattern(
              name + " is damaged at byte \\d+ of " + bytes.length + ": every entry from there on")
          .containsPattern("Of region [0-9a-f]+ \\(" + table + "\\) sequence ids up to \\d+");
      Path aside =
          Path.of(URI.create(root))
              .resolve(".longshore/quarantine")
              .resolve(made.imageId())
              .resolve(name);
      assertThat(Files.readAllBytes(aside)).isEqualTo(damaged);
      CommandRun.ok(CLUSTER, "verify", root, made.imageId());
      // What is lost is said in the inventory too.
      assertThat(Files.readString(inventory(made.imageId())))
          .containsPattern(
              "\"name\":\""
                  + name
                  + "\",\"server\":\"[^\"]+\",\"length\":"
                  + bytes.length
                  + ",\"read\":\\d+");
    } finally {
      putBack(name, bytes);
    }
  }

  @Test
  void aWalOfAnUnknownCodecIsNamedAndKept() throws Exception {
    String codec = WALCellCodec.class.getName();
    unreadable(
        wal -> {
          String text = new String(wal, StandardCharsets.ISO_8859_1);
          assertThat(text).contains(codec);
          // Of the same length, so that the header around it stays whole.
          String other = codec.substring(0, codec.length() - 1) + "X";
          return text.replace(codec, other).getBytes(StandardCharsets.ISO_8859_1);
        });
  }

  @Test
  void aWalOfAnotherKeyIsNamedAndKept() throws Exception {
    Configuration conf = new Configuration(CLUSTER.configuration());
    conf.setBoolean(HConstants.ENABLE_WAL_ENCRYPTION, true);
    TestKeys.configure(conf);
    Path encrypted = directory.resolve("encrypted");
    try (TestWal wal = TestWal.create(conf, encrypted)) {
      KeyValue cell = new KeyValue(FAMILY, FAMILY, FAMILY, 1, FAMILY);
      wal.append(table, admin.getRegions(table).get(0).getEncodedName(), 1, 1, List.of(cell));
    }
    byte[] bytes = Files.readAllBytes(encrypted);
    unreadable(wal -> bytes);
  }

  /** An image of it would be plain text. */
  @Test
  void anEncryptedFamilyWhoseKeyIsNotHereIsNotWritten() throws Exception {
    TableName secret = TableName.valueOf("secret");
    admin.createTable(
        TableDescriptorBuilder.newBuilder(secret)
            .setColumnFamily(family().setEncryptionType("AES").build())
            .build());
    full("secret");
    write(secret, "secret", 5);
    Path keys = directory.resolve("nowhere.jceks");
    refused(keys + "")
        .with(
            "-t",
            "secret",
            "-Dhbase.crypto.keyprovider.parameters=jceks://" + keys + "?password=x");
    CommandRun.ok(CLUSTER, "create", "incremental", root, "-t", "secret");
    CLUSTER.drop(secret);
  }

  /** What is wrong is not the WAL but what is here: it must outlive the mending of that. */
  private void unreadable(UnaryOperator<byte[]> change) throws Exception {
    write(table, "unreadable", 50);
    roll();
    String name = pendingWal();
    byte[] bytes = Files.readAllBytes(walNamed(name));
    replace(walNamed(name), change.apply(bytes));
    try {
      refused("Cannot read", name, "encryption keys, codecs").with();
      // Nobody could say how far it goes: it is not damaged.
      refused("Cannot read", name, "encryption keys, codecs").with("--quarantine");
      CommandRun run = CommandRun.of(CLUSTER, "--output", "json", "create", "incremental", root);
      assertThat(run.out()).contains("\"code\" : \"WAL_UNREADABLE\"");
      // The cleaners run every second.
      Thread.sleep(3000);
      assertThat(walNamed(name)).exists();
    } finally {
      putBack(name, bytes);
    }
    comesBack(CommandRun.ok(CLUSTER, "create", "incremental", root).imageId());
  }

  @Test
  void aChainWhoseNewestImageWasDeletedIsRefused() throws IOException {
    write(table, "lost", 5);
    String lost = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    FileUtils.deleteDirectory(Path.of(URI.create(root)).resolve(lost).toFile());
    try (BackupSystem system = new BackupSystem(CLUSTER.connection())) {
      system.delete(ImageId.parse(lost));
    }
    refused("its newest image was deleted").with();
    fullIfNeededComesBack();
  }

  @Test
  void aClockThatRunsBackwardsIsTold() throws IOException {
    Path images = Path.of(URI.create(root));
    String future = "backup_" + (System.currentTimeMillis() + 3_600_000);
    try (Stream<Path> children = Files.list(images)) {
      Path image =
          children
              .filter(child -> child.getFileName().toString().startsWith("backup_"))
              .findFirst()
              .orElseThrow();
      FileUtils.copyDirectory(image.toFile(), images.resolve(future).toFile());
    }
    CommandRun run = CommandRun.of(CLUSTER, "create", "full", root, "-t", table + "");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("The clock of this host is behind the last backup");
    FileUtils.deleteDirectory(images.resolve(future).toFile());
  }

  @Test
  void aChainWithAHoleIsRefused() throws IOException {
    String hole = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    String last = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    Path image = Path.of(URI.create(root)).resolve(hole);
    Path aside = directory.resolve(hole);
    Files.move(image, aside);
    CommandRun run = CommandRun.of(CLUSTER, "restore", root, last, "-t", table + "", "-m", "holed");
    assertThat(run.err()).contains("Image " + hole + " is not in " + root, last + " needs it");
    assertThat(run.status()).isEqualTo(12);
    // Nor is it continued, as if nothing had been in it.
    refused("image " + hole + ", which its chain needs, is not there").with();
    Files.move(aside, image);
  }

  private void fullIfNeededComesBack() throws IOException {
    String image =
        CommandRun.ok(CLUSTER, "create", "incremental", root, "--full-if-needed").imageId();
    assertThat(CommandRun.ok(CLUSTER, "describe", image).out()).contains("FULL");
    write(table, "after", 5);
    comesBack(CommandRun.ok(CLUSTER, "create", "incremental", root).imageId());
  }

  private void comesBack(String image) throws IOException {
    TableName copy = TableName.valueOf(table + "_copy");
    CommandRun.ok(CLUSTER, "restore", root, image, "-t", table + "", "-m", copy + "");
    TableCells live = CellOracle.visible(CLUSTER.connection(), table);
    assertThat(live.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
    CLUSTER.drop(copy);
  }

  /** What has to be said when an incremental backup is refused. */
  private Refused refused(String... said) {
    return args -> {
      Path images = Path.of(URI.create(root));
      List<String> before = images(images);
      String[] all =
          Stream.concat(Stream.of("create", "incremental", root), Stream.of(args))
              .toArray(String[]::new);
      CommandRun run = CommandRun.of(CLUSTER, all);
      assertThat(run.status()).as(run.err()).isIn(1, 12);
      assertThat(run.err()).contains(said).doesNotContain("\tat ");
      assertThat(images(images)).isEqualTo(before);
      Leftovers.assertNone(CLUSTER, root);
    };
  }

  private interface Refused {
    void with(String... args) throws IOException;
  }

  private static List<String> images(Path root) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  private Path inventory(String image) {
    return Path.of(URI.create(root)).resolve(image).resolve("longshore-inventory.jsonl");
  }

  /** A WAL that belongs into the next image: the one with most in it. */
  private String pendingWal() throws IOException {
    Map<String, Long> boundaries;
    try (BackupSystem system = new BackupSystem(CLUSTER.connection())) {
      boundaries = system.boundaries(root).get(table);
    }
    return new WalDirectory(CLUSTER.configuration())
        .list().stream()
            .filter(wal -> wal.number() > boundaries.getOrDefault(wal.server(), Long.MAX_VALUE))
            .max(Comparator.comparingLong(WalFile::length))
            .orElseThrow()
            .path()
            .getName();
  }

  private static Path walNamed(String name) throws IOException {
    return new WalDirectory(CLUSTER.configuration())
        .list().stream()
            .filter(wal -> wal.path().getName().equals(name))
            .map(wal -> Path.of(wal.path().toUri().getPath()))
            .findFirst()
            .orElseThrow();
  }

  /** Puts other bytes in a WAL's place, and no checksum of Hadoop's beside them. */
  private static void replace(Path wal, byte[] bytes) throws IOException {
    Files.write(wal, bytes);
    Files.deleteIfExists(wal.resolveSibling("." + wal.getFileName() + ".crc"));
  }

  /** Others read the cluster's WALs too. The cleaner may have it already. */
  private static void putBack(String name, byte[] bytes) throws IOException {
    for (WalFile found : new WalDirectory(CLUSTER.configuration()).list()) {
      if (found.path().getName().equals(name)) {
        Files.write(Path.of(found.path().toUri().getPath()), bytes);
      }
    }
  }

  private void roll() throws IOException {
    // What is flushed needs its WAL no longer: HBase archives it.
    admin.flush(table);
    for (ServerName server : CLUSTER.regionServers()) {
      admin.rollWALWriter(server);
    }
  }

  private String full(String tables) {
    return CommandRun.ok(CLUSTER, "create", "full", root, "-t", tables).imageId();
  }

  private static ColumnFamilyDescriptorBuilder family() {
    return ColumnFamilyDescriptorBuilder.newBuilder(FAMILY);
  }

  private void alter(ColumnFamilyDescriptor family) throws IOException {
    admin.modifyColumnFamily(table, family);
  }

  private void create(TableName name) throws IOException {
    admin.createTable(
        TableDescriptorBuilder.newBuilder(name).setColumnFamily(family().build()).build());
  }

  private static void write(TableName name, String what, int rows) throws IOException {
    try (Table client = CLUSTER.connection().getTable(name)) {
      for (int i = 0; i < rows; i++) {
        client.put(new Put(Bytes.toBytes(what + i)).addColumn(FAMILY, FAMILY, Bytes.toBytes(what)));
      }
    }
  }
}
