package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.image.ImageId;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.FaultyProxy;
import io.longshore.testing.S3Server;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.statistics.IOStatisticsSupport;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractStringAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A backup root in an object store, through Hadoop's S3A and a server that speaks S3. */
class ObjectStoreTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("in_s3");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final String BUCKET = "s3a://backups";
  private static final int ROWS = 500;

  /** Smaller than S3 takes: then as small as it does. */
  private static final String SMALL_PARTS = "-Dlongshore.copy.part.size=5m";

  @TempDir private static Path directory;
  private static S3Server server;
  private static FaultyProxy proxy;

  private final String root = BUCKET + "/" + TABLE;

  /** Each image with what the table showed when it was made. */
  private final Map<String, TableCells> images = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(Path.of("target/s3/s3mock.jar"), directory, "backups");
    proxy = FaultyProxy.before(server.port());
    CommandRun.siteOf(CLUSTER);
    server
        .settings(proxy.port())
        .forEach(
            (key, value) ->
                SparkSession.active().sparkContext().hadoopConfiguration().set(key, value));
    create(TABLE);
  }

  private static void create(TableName name) throws IOException {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(name)
                .setColumnFamily(
                    ColumnFamilyDescriptorBuilder.newBuilder(FAMILY).setMaxVersions(5).build())
                .build(),
            new byte[][] {Bytes.toBytes("row-3"), Bytes.toBytes("row-6")});
  }

  @AfterAll
  static void stop() throws IOException {
    CLUSTER.drop(TABLE);
    store().close();
    proxy.close();
    server.close();
  }

  @Test
  void everyCommandWorksAndNothingIsRenamedOrCopiedThere() throws Exception {
    write(0);
    String full = create("full");
    for (int round = 1; round < 4; round++) {
      write(round);
      create("incremental");
    }
    List<String> ids = List.copyOf(images.keySet());
    ids.forEach(id -> ok("verify", root, id, "--deep"));
    assertComesBack(full, images.get(full));
    assertComesBack(ids.get(3), images.get(ids.get(3)));
    assertThat(ok("history", "-p", root, "--tree").out()).contains(ids);
    assertThat(ok("describe", full).out()).contains(TABLE + "");
    String merged = merged(ok("merge", ids.get(1) + "," + ids.get(2)));
    assertComesBack(ids.get(3), images.get(ids.get(3)));
    String whole = merged(ok("merge", "--full", full + "," + merged + "," + ids.get(3)));
    assertComesBack(whole, images.get(ids.get(3)));
    assertThat(
            SparkSession.active()
                .read()
                .format("hbase_backup")
                .options(Map.of("root", root, "table", TABLE + "", "versions", "5"))
                .load()
                .count())
        .isEqualTo(images.get(ids.get(3)).size());
    assertNoSecretIsIn(root);
    ok("delete", "-l", whole);
    assertThat(ok("history", "-p", root).out()).contains("No backups");
    Map<String, Long> counts = counts();
    assertThat(counts.get("object_put_request")).as("%s", counts).isPositive();
    assertThat(counts.get("object_copy_requests")).as("%s", counts).isZero();
    assertThat(counts.get("op_rename")).isZero();
  }

  @Test
  void anExportedSnapshotIsReadWhereItLies() throws Exception {
    write(7);
    writeMegabytes(TABLE, 7, 24);
    String snapshot = "exported_to_s3";
    CLUSTER.admin().snapshot(snapshot, TABLE);
    TableCells expected = CellOracle.visible(CLUSTER.connection(), TABLE);
    String target = BUCKET + "/exported";
    String[] export = {"export-snapshot", "-snapshot", snapshot, "-copy-to", target, SMALL_PARTS};
    assertThat(ok(and(export, "--dry-run")).out())
        .contains("Would copy " + snapshot + " to " + target, " of which 0 B are there already");
    ok(export);
    assertThat(
            SparkSession.active()
                .read()
                .format("hbase_snapshot")
                .options(Map.of("rootdir", target, "snapshot", snapshot, "versions", "5"))
                .load()
                .count())
        .isEqualTo(expected.size());
    assertThat(names(target)).containsExactlyInAnyOrder(".hbase-snapshot", "archive");
    assertThat(counts().get("multipart_upload_part_put")).as("%s", counts()).isGreaterThan(2);
    assertThat(server.uploads("backups")).doesNotContain("<Upload>");
    CLUSTER.admin().deleteSnapshot(snapshot);
  }

  @Test
  @Tag("long")
  void walsAreReadThereAndSortedThere() throws Exception {
    TableName table = TableName.valueOf("in_s3_wals");
    create(table);
    write(table, 40);
    FileSystem s3 = store();
    org.apache.hadoop.fs.Path wals = new org.apache.hadoop.fs.Path(BUCKET + "/wals");
    for (WalFile wal : new WalDirectory(CLUSTER.configuration()).list()) {
      try (InputStream in = Files.newInputStream(Path.of(wal.path().toUri()));
          OutputStream out = s3.create(new org.apache.hadoop.fs.Path(wals, wal.path().getName()))) {
        in.transferTo(out);
      } catch (NoSuchFileException e) {
        // What no backup needs is deleted; what was just written is in no such WAL.
        assertThat(wal.path().toString()).contains("/oldWALs/");
      }
    }
    String output = BUCKET + "/sorted";
    String[] command = {
      "wal-to-hfiles", "--wals", wals + "", "--tables", table + "", "--output", output
    };
    assertThat(ok(and(command, "--dry-run")).out()).contains("Would sort the cells of");
    ok(command);
    Path sorted = directory.resolve("sorted");
    FileUtil.copy(
        s3,
        new org.apache.hadoop.fs.Path(output + "/default/" + table),
        FileSystem.getLocal(CLUSTER.configuration()),
        new org.apache.hadoop.fs.Path(sorted.toUri()),
        false,
        CLUSTER.configuration());
    TableName loaded = TableName.valueOf("in_s3_loaded");
    create(loaded);
    BulkLoadHFiles.create(CLUSTER.configuration())
        .bulkLoad(loaded, new org.apache.hadoop.fs.Path(sorted.toUri()));
    TableCells cells = CellOracle.visible(CLUSTER.connection(), table);
    assertThat(cells.firstDifference(CellOracle.visible(CLUSTER.connection(), loaded))).isEmpty();
    assertThat(
            SparkSession.active()
                .read()
                .format("hbase_wal")
                .load(wals.toString())
                .where("table = '" + table + "' AND type = 'Put'")
                .count())
        .isEqualTo(ROWS);
    CLUSTER.drop(table);
    CLUSTER.drop(loaded);
  }

  @Test
  @Tag("long")
  void whatASchedulerNeedsWorksThere() throws Exception {
    ok("check", root);
    ok("set", "add", "in_s3_set", TABLE + "");
    write(50);
    String full = ok("create", "full", root, "-s", "in_s3_set", "--run-id", "nightly").imageId();
    assertThat(ok("create", "full", root, "-s", "in_s3_set", "--run-id", "nightly").imageId())
        .isEqualTo(full);
    ok("set", "delete", "in_s3_set");
    write(51);
    create("incremental");
    TableCells now = CellOracle.visible(CLUSTER.connection(), TABLE);
    assertComesBack("latest", now);
    assertThat(ok("expire", root, "--keep-full", "1", "--dry-run").out()).contains(full);
    ok("repair", "-p", root);
    ok("merge", "--full", "--newest", "-p", root);
    assertComesBack("latest", now);
    ok("expire", root, "--keep-full", "1");
    ok("delete", "-l", images().get(0));
    assertThat(counts().get("object_copy_requests")).isZero();
  }

  /** The server's bytes: what is uploaded is not read back, and what is merged is read once. */
  @Test
  void eachByteIsTransferredOnce() throws Exception {
    TableName table = TableName.valueOf("in_s3_bytes");
    create(table);
    String here = BUCKET + "/bytes";
    writeMegabytes(table, 0, 1);
    List<String> ids = new ArrayList<>();
    ids.add(ok("create", "full", here, "-t", table + "").imageId());
    for (int i = 1; i <= 2; i++) {
      writeMegabytes(table, i, 16);
      long sent = proxy.sent();
      long received = proxy.received();
      ids.add(ok("create", "incremental", here).imageId());
      long bytes = bytes(here + "/" + ids.get(i));
      assertThat(bytes).isGreaterThan(16 << 20);
      assertThat((double) (proxy.sent() - sent) / bytes).as("sent").isBetween(1.0, 1.05);
      assertThat((double) (proxy.received() - received) / bytes).as("received").isLessThan(0.05);
    }
    long sent = proxy.sent();
    long received = proxy.received();
    long bytes = bytes(here + "/" + ids.get(1)) + bytes(here + "/" + ids.get(2));
    String merged = merged(ok("merge", ids.get(1) + "," + ids.get(2)));
    assertThat((double) (proxy.received() - received) / bytes).as("read").isBetween(1.0, 1.05);
    assertThat((double) (proxy.sent() - sent) / bytes(here + "/" + merged))
        .as("written")
        .isBetween(1.0, 1.05);
    CLUSTER.drop(table);
  }

  @Test
  void whatIsWrongWithTheStoreIsSaid() {
    refused("s3a://no-such-bucket/x")
        .contains("Cannot write to the backup root s3a://no-such-bucket/x: the bucket does not");
    refused("s3a://elsewhere/x", "-Dfs.s3a.bucket.elsewhere.endpoint=http://127.0.0.1:1")
        .contains("the store does not answer", "fs.s3a.endpoint");
    refused(
            "s3a://unnamed/x",
            "-Dfs.s3a.bucket.unnamed.aws.credentials.provider="
                + "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
            "-Dfs.s3a.bucket.unnamed.access.key=",
            "-Dfs.s3a.bucket.unnamed.secret.key=")
        .contains("there are no credentials for it");
  }

  @Test
  void resetsAndBusyAnswersAreTriedAgain() throws Exception {
    write(20);
    proxy.reset(5);
    proxy.refuse(5);
    String id = create("full");
    proxy.reset(5);
    proxy.refuse(5);
    ok("verify", root, id);
    assertComesBack(id, images.get(id));
    ok("delete", "-l", id);
  }

  @Test
  void aStoreThatGoesAwayLosesNothing() throws Exception {
    write(30);
    String kept = create("full");
    write(31);
    proxy.setDown(true);
    CommandRun failed =
        CommandRun.of(CLUSTER, with("create", "incremental", root, "-t", TABLE + ""));
    assertThat(failed.status()).as("%s", failed).isEqualTo(1);
    assertThat(failed.err()).contains("does not answer").doesNotContain("\tat ");
    proxy.setDown(false);
    ok("repair", "-p", root);
    String next = create("incremental");
    assertComesBack(next, images.get(next));
    ok("verify", root, kept);
    assertThat(server.uploads("backups")).doesNotContain("<Upload>");
    ok("delete", "-l", kept, "--cascade");
  }

  @Test
  @Tag("long")
  void credentialsThatExpireInTheMiddleLoseNothing() throws Exception {
    write(60);
    String kept = create("full");
    StepObserver expiring =
        new StepObserver() {
          @Override
          public void started(String step) {
            if (step.equals("export")) {
              proxy.deny(400, "ExpiredToken");
            }
          }
        };
    CommandRun failed =
        CommandRun.of(CLUSTER, expiring, with("create", "full", root, "-t", TABLE + ""));
    assertThat(failed.status()).as("%s", failed).isEqualTo(1);
    assertThat(failed.err()).contains("the credentials have expired").doesNotContain("\tat ");
    proxy.allow();
    ok("repair", "-p", root);
    assertThat(CLUSTER.admin().listSnapshots()).isEmpty();
    assertThat(images()).containsExactly(kept);
    String next = create("incremental");
    assertComesBack(next, images.get(next));
    assertThat(server.uploads("backups")).doesNotContain("<Upload>");
    ok("delete", "-l", kept, "--cascade");
  }

  @ParameterizedTest
  @CsvSource({
    "301, PermanentRedirect, in another region",
    "400, AuthorizationHeaderMalformed, in another region",
    "400, ExpiredToken, the credentials have expired",
    "403, InvalidAccessKeyId, refuses the credentials",
    "403, SignatureDoesNotMatch, refuses the credentials",
    "403, AccessDenied, refuses the credentials"
  })
  void whatAStoreRefusesIsSaid(int status, String code, String said) {
    proxy.deny(status, code);
    try {
      refused(root).contains("Cannot write to the backup root " + root, said);
    } finally {
      proxy.allow();
    }
  }

  @Test
  void whatRunsIsSeenAndCancelled() throws Exception {
    TableName table = TableName.valueOf("in_s3_slow");
    create(table);
    writeMegabytes(table, 0, 24);
    String here = BUCKET + "/slow";
    CompletableFuture<CommandRun> slow =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    CLUSTER,
                    with(
                        "create",
                        "full",
                        here,
                        "-t",
                        table + "",
                        "--bandwidth-total",
                        "1MB/s",
                        "-Dlongshore.session.heartbeat.interval=1s",
                        SMALL_PARTS)));
    Awaitility.await("the copy")
        .atMost(Duration.ofSeconds(60))
        .until(() -> slow.isDone() || server.uploads("backups").contains("<Upload>"));
    String progress = ok("progress", "-p", here).out();
    assertThat(progress).contains("SNAPSHOTCOPY");
    Awaitility.await("how far it is")
        .atMost(Duration.ofSeconds(20))
        .until(() -> ok("progress", "-p", here).out().contains("B/s"));
    String session = progress.split(" ")[0];
    ok("cancel", session, "-p", here);
    assertThat(slow.get().status()).as(slow.get().err()).isEqualTo(130);
    assertThat(slow.get().err()).contains(session + " was cancelled and rolled back");
    assertThat(names(here)).noneMatch(ImageId::isImageId);
    assertThat(server.uploads("backups")).doesNotContain("<Upload>");
    CLUSTER.drop(table);
  }

  private static AbstractStringAssert<?> refused(String where, String... options) {
    List<String> all = new ArrayList<>(List.of("create", "full", where, "-t", TABLE + ""));
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(CLUSTER, with(all.toArray(String[]::new)));
    assertThat(run.status()).as("%s", run).isEqualTo(1);
    return assertThat(run.err()).doesNotContain("longshore-secret", "\tat ");
  }

  /** What S3A has done so far. */
  private static Map<String, Long> counts() throws IOException {
    return IOStatisticsSupport.retrieveIOStatistics(store()).counters();
  }

  private static FileSystem store() throws IOException {
    return FileSystem.get(URI.create(BUCKET), SparkSession.active().sessionState().newHadoopConf());
  }

  private static long bytes(String directory) throws IOException {
    return store().getContentSummary(new org.apache.hadoop.fs.Path(directory)).getLength();
  }

  private List<String> images() throws IOException {
    return names(root).stream().filter(ImageId::isImageId).sorted().toList();
  }

  /** Journals, heartbeats, inventories, manifests and data. */
  private static void assertNoSecretIsIn(String directory) throws IOException {
    FileSystem fs = store();
    RemoteIterator<LocatedFileStatus> files =
        fs.listFiles(new org.apache.hadoop.fs.Path(directory), true);
    int read = 0;
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      try (InputStream in = fs.open(file.getPath())) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
            .as("%s", file.getPath())
            .doesNotContain("longshore-secret", "longshore-access");
      }
      read++;
    }
    assertThat(read).isGreaterThan(20);
  }

  private static List<String> names(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus child : store().listStatus(new org.apache.hadoop.fs.Path(directory))) {
      names.add(child.getPath().getName());
    }
    return names;
  }

  private String create(String type) throws IOException {
    String id = ok("create", type, root, "-t", TABLE + "").imageId();
    images.put(id, CellOracle.visible(CLUSTER.connection(), TABLE));
    return id;
  }

  private static String merged(CommandRun run) {
    return run.out().lines().findFirst().orElseThrow().replaceAll(".* became (\\w+).*", "$1");
  }

  private void assertComesBack(String image, TableCells expected) throws IOException {
    TableName copy = TableName.valueOf(TABLE + "_copy");
    ok("restore", root, image, "-t", TABLE + "", "-m", copy + "");
    assertThat(expected.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
    CLUSTER.drop(copy);
  }

  private static CommandRun ok(String... args) {
    CommandRun run = CommandRun.ok(CLUSTER, with(args));
    assertThat(run.out() + run.err()).doesNotContain("longshore-secret", "longshore-access");
    return run;
  }

  private static String[] with(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    server.settings(proxy.port()).forEach((key, value) -> all.add("-D" + key + "=" + value));
    return all.toArray(String[]::new);
  }

  private static String[] and(String[] command, String option) {
    String[] all = Arrays.copyOf(command, command.length + 1);
    all[command.length] = option;
    return all;
  }

  private static void writeMegabytes(TableName name, int round, int count) throws IOException {
    Random random = new Random(round);
    try (Table rows = CLUSTER.connection().getTable(name)) {
      for (int i = 0; i < count; i++) {
        byte[] value = new byte[1 << 20];
        random.nextBytes(value);
        rows.put(new Put(Bytes.toBytes("row-0-" + i)).addColumn(FAMILY, FAMILY, 1 + round, value));
      }
    }
  }

  private static void write(int round) throws IOException {
    write(TABLE, round);
  }

  private static void write(TableName name, int round) throws IOException {
    Random random = new Random(round);
    try (Table rows = CLUSTER.connection().getTable(name)) {
      for (int i = 0; i < ROWS; i++) {
        byte[] value = new byte[1 + random.nextInt(2000)];
        random.nextBytes(value);
        rows.put(
            new Put(Bytes.toBytes("row-" + random.nextInt(ROWS)))
                .addColumn(FAMILY, FAMILY, 10 + round, value));
      }
    }
  }
}
