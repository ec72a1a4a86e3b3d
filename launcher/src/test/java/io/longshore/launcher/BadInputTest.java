package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong is said clearly, with the documented exit status, and changes nothing. */
class BadInputTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final TableName TABLE = TableName.valueOf("bad_1");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path shared;
  private static String root;
  private static String image;
  private static TableCells cells;

  @TempDir private Path directory;
  private List<String> before;

  @BeforeAll
  static void makeAnImage() throws IOException {
    root = shared.resolve("backups").toUri().toString();
    createTable(TABLE);
    cells = CellOracle.raw(CLUSTER.connection(), TABLE);
    image = CommandRun.ok(CLUSTER, "create", "full", root, "-t", "bad_1").imageId();
  }

  @BeforeEach
  void look() throws IOException {
    before = tables();
  }

  @AfterEach
  void nothingChanged() throws IOException {
    assertThat(tables()).isEqualTo(before);
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void anUnknownTableIsRefusedAndTheNearestNamed() {
    refused(1, "create", "full", newRoot(), "-t", "badd_1")
        .says("There is no table badd_1.", "Did you mean bad_1?");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aTableTheImageDoesNotHoldIsRefused() {
    refused(1, "restore", root, image, "-t", "bad_2").says("There is no table bad_2 in image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create full", "restore", "verify", "check", "history -p", "repair -p"})
  void aRootWithoutASchemeIsRefused(String command) {
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.add("/backups");
    if (command.equals("restore") || command.equals("verify")) {
      args.add(image);
    }
    refused(2, args.toArray(String[]::new)).says("\"/backups\" names no file system", "file:///");
  }

  @Test
  void theTopDirectoryIsNoRoot() {
    refused(2, "create", "full", "file:///", "-t", "bad_1").says("Give a directory below it.");
  }

  @Test
  void aRootThatCannotBeWrittenIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    refused(1, "create", "full", file.toUri() + "/backups", "-t", "bad_1")
        .says("Cannot write to the backup root " + file.toUri() + "/backups");
  }

  @Test
  void aRootThatIsFullIsToldAndLeftAsItWas() throws IOException {
    BrokenFileSystem.breakDown(1000, "No space left on device");
    String full = newRoot();
    refused(
            1,
            "create",
            "full",
            full.replace("file:", "broken:"),
            "-t",
            "bad_1",
            BrokenFileSystem.OPTION)
        .says("No space is left for ", "Free space");
    BrokenFileSystem.breakDown(0, "");
    Leftovers.assertNone(CLUSTER, full);
    assertThat(Path.of(URI.create(full))).isDirectoryNotContaining("glob:**/backup_*");
  }

  @Test
  void aFailedBackupKeptForLaterGoesOn() throws IOException {
    BrokenFileSystem.breakDown(1000, "No space left on device");
    String full = newRoot();
    String broken = full.replace("file:", "broken:");
    String option = BrokenFileSystem.OPTION;
    refused(1, "create", "full", broken, "-t", "bad_1", option, "--on-failure", "keep");
    BrokenFileSystem.breakDown(0, "");
    CommandRun resumed = CommandRun.ok(CLUSTER, "create", "full", broken, "--resume", option);
    CommandRun.ok(CLUSTER, "verify", full, resumed.imageId());
    Leftovers.assertNone(CLUSTER, full);
  }

  @Test
  void aCloneThatSharesMobFilesIsRefused() throws Exception {
    TableName name = TableName.valueOf("bad_mob");
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(name)
                .setColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                        .setMobEnabled(true)
                        .setMobThreshold(10)
                        .build())
                .build());
    fill(name);
    TableCells source = CellOracle.visible(CLUSTER.connection(), name);
    String mine = newRoot();
    String id = CommandRun.ok(CLUSTER, "create", "full", mine, "-t", "bad_mob").imageId();
    CommandRun.ok(CLUSTER, "verify", mine, id, "--against-live");
    CLUSTER.drop(name);
    CommandRun.ok(CLUSTER, "restore", mine, id);
    assertThat(source.firstDifference(CellOracle.visible(CLUSTER.connection(), name))).isEmpty();

    refused(1, "create", "full", mine, "-t", "bad_mob")
        .says("still shares MOB files with its source", "Run `major_compact 'bad_mob'`");
    refused(1, "restore", mine, id, "-t", "bad_mob", "-o")
        .says("still shares MOB files with its source", "Or drop the table first");
    CLUSTER.drop(name);
  }

  @Test
  void anExpiredSnapshotIsNotExportedUnlessAskedFor() throws Exception {
    CLUSTER.admin().snapshot("bad_expired", TABLE, Map.of("TTL", 1L));
    Thread.sleep(1500);
    String to = newRoot();
    refused(1, "export-snapshot", "--snapshot", "bad_expired", "--copy-to", to)
        .says("The time to live of snapshot bad_expired is over");
    assertThat(directory).isEmptyDirectory();
    CommandRun.ok(
        CLUSTER,
        "export-snapshot",
        "-snapshot",
        "bad_expired",
        "-copy-to",
        to,
        "-no-source-verify",
        "-reset-ttl",
        "-target",
        "good");
    refused(
            1,
            "export-snapshot",
            "--snapshot",
            "bad_expired",
            "--copy-to",
            to,
            "--target",
            "good",
            "--no-source-verify")
        .says("A snapshot good is already in");
    CLUSTER.admin().deleteSnapshot("bad_expired");
    refused(1, "export-snapshot", "--snapshot", "bad_expired", "--copy-to", to)
        .says("There is no snapshot bad_expired");
  }

  @Test
  void aSnapshotThatMissesAFileIsNotExported() throws Exception {
    TableName name = TableName.valueOf("bad_missing");
    createTable(name);
    CLUSTER.admin().snapshot("bad_missing", name);
    CLUSTER.drop(name);
    List<Path> files = storeFiles(hbase("archive/data/default/bad_missing"));
    assertThat(files).isNotEmpty();
    Files.delete(files.get(0));
    String to = newRoot();
    refused(1, "export-snapshot", "--snapshot", "bad_missing", "--copy-to", to)
        .says("is in none of its places", files.get(0).getFileName().toString());
    assertThat(Path.of(URI.create(to)).resolve(".hbase-snapshot/bad_missing")).doesNotExist();
    CLUSTER.admin().deleteSnapshot("bad_missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "flipped", "missing"})
  void aDamagedImageIsFoundAndNeverRestored(String damage) throws Exception {
    TableName name = TableName.valueOf("bad_" + damage);
    createTable(name);
    String mine = newRoot();
    String id =
        CommandRun.ok(CLUSTER, "create", "full", mine, "-t", name.getNameAsString()).imageId();
    // What the cluster still has is not taken from the image.
    CLUSTER.drop(name);
    Awaitility.await("the eager cleaners")
        .atMost(Duration.ofSeconds(60))
        .until(() -> storeFiles(hbase("archive/data/default/" + name)).isEmpty());
    before = tables();
    Path file = storeFiles(directory.resolve("backups").resolve(id)).get(0);
    byte[] bytes = Files.readAllBytes(file);
    switch (damage) {
      case "truncated" -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
      case "flipped" -> {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
      default -> Files.delete(file);
    }
    String path = directory.resolve("backups").resolve(id).relativize(file).toString();

    CommandRun verify = CommandRun.of(CLUSTER, "verify", mine, id);
    assertThat(verify.status()).isEqualTo(3);
    assertThat(verify.out()).contains("DAMAGED  " + path, "is not good");
    assertThat(verify.err()).doesNotContain("\tat ");
    JsonNode json =
        JSON.readTree(CommandRun.of(CLUSTER, "verify", mine, id, "--output", "json").out());
    assertThat(json.get("ok").asBoolean()).isFalse();
    assertThat(json.at("/problems/0/path").asText()).isEqualTo(path);
    CommandRun restore = CommandRun.of(CLUSTER, "restore", mine, id);
    assertThat(restore.status()).as(restore.toString()).isIn(1, 3);
    assertThat(restore.err()).contains(file.getFileName().toString()).doesNotContain("\tat ");
    Leftovers.assertNone(CLUSTER, mine);
  }

  @Test
  void anImageMayBeMoved() throws Exception {
    String moved = copyOfTheRoot();
    CommandRun.ok(CLUSTER, "verify", moved, image, "--against-live");
    CommandRun.ok(CLUSTER, "restore", moved, image, "-t", "bad_1", "-m", "bad_moved");
    TableName copy = TableName.valueOf("bad_moved");
    assertThat(cells.firstDifference(CellOracle.raw(CLUSTER.connection(), copy))).isEmpty();
    CLUSTER.drop(copy);
    Leftovers.assertNone(CLUSTER, moved);
  }

  @Test
  void anInventoryFromTheFutureIsRefused() throws IOException {
    String copy = copyOfTheRoot();
    Path inventory =
        directory.resolve("backups").resolve(image).resolve("longshore-inventory.jsonl");
    Files.writeString(
        inventory, Files.readString(inventory).replaceFirst("\"version\":1", "\"version\":99"));
    refused(3, "verify", copy, image).says("format version 99", "knows versions up to 1");
    refused(3, "restore", copy, image, "-t", "bad_1", "-m", "bad_future");
    Leftovers.assertNone(CLUSTER, copy);
  }

  @Test
  void aManifestThatCannotBeReadIsDamage() throws IOException {
    String copy = copyOfTheRoot();
    Files.writeString(directory.resolve("backups").resolve(image).resolve(".backup.manifest"), "?");
    refused(3, "verify", copy, image).says(".backup.manifest cannot be read");
    refused(3, "restore", copy, image, "-t", "bad_1", "-m", "bad_future");
  }

  @Test
  void aJournalFromTheFutureIsRefused() throws IOException {
    String mine = newRoot();
    Path journal = directory.resolve("backups/.longshore/sessions/backup_7");
    Files.createDirectories(journal);
    Files.writeString(
        journal.resolve("000000-session.started.json"),
        "{\"version\":99,\"number\":0,\"step\":\"session\",\"state\":\"STARTED\","
            + "\"at\":\"2026-11-21T00:00:00Z\",\"data\":{}}");
    refused(3, "create", "full", mine, "--resume").says("format version 99");
    refused(3, "repair", "-p", mine).says("format version 99");
  }

  @Test
  void twoBackupsAtOnceAreOneTooMany() throws Exception {
    TableName name = TableName.valueOf("bad_slow");
    createTable(name);
    String mine = newRoot();
    CompletableFuture<CommandRun> slow =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    CLUSTER,
                    "create",
                    "full",
                    mine,
                    "-t",
                    "bad_slow",
                    "--bandwidth-total",
                    "20KB/s"));
    Awaitility.await("the export")
        .atMost(Duration.ofSeconds(60))
        .until(() -> CommandRun.ok(CLUSTER, "progress").out().contains("SNAPSHOTCOPY"));
    refused(11, "create", "full", newRoot() + "2", "-t", "bad_1")
        .says("Another session is at work: backup_", "process", "longshore progress");
    refused(11, "create", "full", mine, "--resume");
    assertThat(CommandRun.ok(CLUSTER, "repair", "-p", mine).out()).contains("nothing to repair");
    assertThat(slow).isNotDone();
    CommandRun.ok(CLUSTER, "cancel");
    assertThat(slow.get().status()).isEqualTo(130);
    Leftovers.assertNone(CLUSTER, mine);
    CLUSTER.drop(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create full ROOT --full-if-needed | --full-if-needed is for incremental backups",
        "create sideways ROOT | There is no backup of type",
        "create full ROOT -t bad_1 -s nightly | mutually exclusive",
        "create full ROOT -s nightly | There is no backup set nightly",
        "create full ROOT -t bad_1 -b 0 | moves nothing",
        "create full ROOT -t bad_1 --bandwidth-total fast | fast",
        "create full ROOT -t bad_1 -w few | few",
        "create full ROOT -t ba/d | is no name of a table",
        "create full | ROOT",
        "create full ROOT --no-such-option | --no-such-option",
        "creat full ROOT | create",
        "restore ROOT | Which image?",
        "restore ROOT image_1 | is not the id of a backup image",
        "restore ROOT IMAGE -t bad_1 -m a,b | -m names 2 tables, -t names 1",
        "restore ROOT IMAGE -m a | -m names 1 tables, -t names 0",
        "restore ROOT IMAGE -t bad_1,bad_1 -m a,b | Table bad_1 is named twice.",
        "restore ROOT IMAGE -t bad_1,bad_2 -m a,a | Table a is named twice.",
        "create full ROOT -t bad_1,default:bad_1 | Table bad_1 is named twice.",
        "verify ROOT yesterday | is not the id of a backup image",
        "set add | Which set?",
        "set add nightly | Which tables?",
        "set paint nightly | paint",
        "set describe nightly | There is no backup set nightly",
        "create full ROOT -jt local | use --master",
        "create full ROOT -files a | use -Dspark.files",
        "create full ROOT -archives a | use -Dspark.archives",
        "create full ROOT -conf /no/such/file | Cannot read the configuration file",
        "create full ROOT --output xml | xml",
        "progress --session | --session",
      })
  void aCommandLineThatMakesNoSenseIsRefused(String command, String said) {
    String[] args =
        Stream.of(command.split(" "))
            .map(arg -> arg.equals("ROOT") ? root : arg.equals("IMAGE") ? image : arg)
            .toArray(String[]::new);
    refused(2, args).says(said);
  }

  @Test
  void aTableThatIsThereIsNotReplacedUnlessAskedTo() {
    refused(1, "restore", root, image).says("The table bad_1 exists already.", "-o", "-m");
    refused(1, "restore", root, image, "-c").says("The table bad_1 exists already.");
    assertThat(CommandRun.ok(CLUSTER, "restore", root, image, "-c", "-o").out())
        .contains("replaces the table that is there", "Nothing was changed.");
  }

  @Test
  void anImageOfAnotherRootIsNotFound() throws IOException {
    refused(10, "verify", root, "backup_1").says("There is no image backup_1 in");
    refused(10, "restore", root, "backup_1").says("longshore history -p");
    refused(10, "restore", newRoot(), image).says("There is no backup root at");
    refused(10, "history", "-p", newRoot()).says("There is no backup root at");
    refused(10, "describe", "backup_1");
    Files.createDirectories(directory.resolve("backups"));
    refused(10, "restore", newRoot(), image).says("There is no image " + image);
  }

  @Test
  void aTableWithACoprocessorNobodyKnowsIsRefusedOrRestoredWithoutIt() throws IOException {
    TableName name = TableName.valueOf("bad_coprocessor");
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(name)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .setCoprocessor(Bystander.class.getName())
                .build());
    String mine = newRoot();
    String id = CommandRun.ok(CLUSTER, "create", "full", mine, "-t", "bad_coprocessor").imageId();
    CLUSTER.drop(name);
    refused(1, "restore", mine, id).says(Bystander.class.getName(), "--drop-coprocessors");
    assertThat(CLUSTER.admin().tableExists(name)).isFalse();
    CommandRun.ok(CLUSTER, "restore", mine, id, "--drop-coprocessors");
    assertThat(CLUSTER.admin().getDescriptor(name).getCoprocessorDescriptors()).isEmpty();
    CLUSTER.drop(name);
    Leftovers.assertNone(CLUSTER, mine);
  }

  /** A coprocessor that does nothing. */
  public static final class Bystander implements RegionCoprocessor {}

  @Test
  void aClusterWithoutTheBackupServiceIsTold() {
    refused(1, "create", "full", newRoot(), "-t", "bad_1", "-Dhbase.backup.enable=false")
        .says("Backup is not enabled");
  }

  @Test
  void aClusterThatIsNotThereIsToldWithinSeconds() {
    long began = System.nanoTime();
    refused(1, "create", "full", newRoot(), "-Dhbase.zookeeper.property.clientPort=1")
        .says("Cannot reach HBase at ZooKeeper", "HBASE_CONF_DIR");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void aStackTraceIsShownToThoseWhoAsk() {
    CommandRun run =
        CommandRun.of(CLUSTER, "create", "full", newRoot(), "-t", "badd_1", "--verbose");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("There is no table badd_1.", "\tat ");
  }

  @Test
  void resultsAndErrorsAreJsonForThoseWhoAsk() throws IOException {
    String mine = newRoot();
    JsonNode made =
        JSON.readTree(
            CommandRun.ok(CLUSTER, "create", "full", mine, "-t", "bad_1", "--output", "json")
                .out());
    assertThat(fields(made))
        .containsExactly("bytes", "files", "id", "milliseconds", "root", "tables", "type");
    assertThat(made.get("type").asText()).isEqualTo("FULL");
    assertThat(made.at("/tables/0").asText()).isEqualTo("bad_1");
    String id = made.get("id").asText();
    JsonNode verified =
        JSON.readTree(CommandRun.ok(CLUSTER, "verify", mine, id, "--output", "json").out());
    assertThat(fields(verified))
        .containsExactly("bytes", "cells", "files", "id", "ok", "problems", "root", "tables");
    for (String[] command :
        new String[][] {
          {"history"},
          {"history", "-p", mine},
          {"describe", id},
          {"progress"},
          {"set", "list"},
          {"repair", "--dry-run"},
          {"restore", mine, id, "-o", "-c"}
        }) {
      List<String> args = new ArrayList<>(List.of(command));
      args.addAll(List.of("--output", "json"));
      JsonNode result = JSON.readTree(CommandRun.ok(CLUSTER, args.toArray(String[]::new)).out());
      assertThat(result.isObject()).as("%s", args).isTrue();
    }

    CommandRun failed =
        CommandRun.of(CLUSTER, "create", "full", mine, "-t", "badd_1", "--output", "json");
    JsonNode error = JSON.readTree(failed.out()).get("error");
    assertThat(fields(error)).containsExactly("code", "exitStatus", "hint", "message");
    assertThat(error.get("code").asText()).isEqualTo("TABLE_NOT_FOUND");
    assertThat(error.get("exitStatus").asInt()).isEqualTo(failed.status()).isEqualTo(1);
  }

  private record Refusal(CommandRun run) {
    Refusal says(String... parts) {
      assertThat(run.err()).contains(parts);
      return this;
    }
  }

  private static Refusal refused(int status, String... args) {
    CommandRun run = CommandRun.of(CLUSTER, args);
    assertThat(run.status()).as("%s: %s", List.of(args), run).isEqualTo(status);
    assertThat(run.err()).contains("longshore: ").doesNotContain("\tat ", "Exception in thread");
    assertThat(run.out()).isEmpty();
    return new Refusal(run);
  }

  private String newRoot() {
    return directory.resolve("backups").toUri().toString().replaceFirst("/$", "");
  }

  private String copyOfTheRoot() throws IOException {
    Path from = Path.of(URI.create(root));
    Path to = directory.resolve("backups");
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return newRoot();
  }

  private static Path hbase(String path) {
    return Path.of(URI.create(CLUSTER.configuration().get("hbase.rootdir"))).resolve(path);
  }

  private static List<Path> storeFiles(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{32}"))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      // The cleaners were faster; whoever waits for them looks again.
      return Optional.of(directory).stream().toList();
    }
  }

  private static List<String> fields(JsonNode node) {
    TreeSet<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return List.copyOf(names);
  }

  private static List<String> tables() throws IOException {
    return Stream.of(CLUSTER.admin().listTableNames()).map(TableName::toString).sorted().toList();
  }

  private static void createTable(TableName name) throws IOException {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(name)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
    fill(name);
  }

  private static void fill(TableName name) throws IOException {
    try (Table table = CLUSTER.connection().getTable(name)) {
      for (int i = 0; i < 50; i++) {
        table.put(new Put(Bytes.toBytes("row-" + i)).addColumn(FAMILY, FAMILY, new byte[4000]));
      }
    }
    CLUSTER.admin().flush(name);
  }
}
