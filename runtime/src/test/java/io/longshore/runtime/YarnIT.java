package io.longshore.runtime;

import static io.longshore.runtime.Longshore.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on YARN, in client and in cluster mode, through the distribution's own script. */
class YarnIT {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("yarn");
  private static final TableName AGAIN = TableName.valueOf("yarn_again");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int ROWS = 100;

  @TempDir static Path directory;

  private static YarnCluster yarn;
  private static Longshore client;
  private static Longshore inCluster;
  private static Longshore here;

  @BeforeAll
  static void start() throws Exception {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build(),
            new byte[][] {Bytes.toBytes("row-03"), Bytes.toBytes("row-06")});
    write(0);
    Path conf = CLUSTER.writeConfiguration(directory.resolve("conf"));
    yarn = YarnCluster.start(conf);
    Path home = directory.resolve("spark");
    SparkHome spark =
        SparkHome.install(home, YarnCluster.defaults(home, directory.resolve("staging")));
    client = new Longshore(spark, conf, List.of("--master", "yarn"));
    inCluster = new Longshore(spark, conf, List.of("--master", "yarn", "--deploy-mode", "cluster"));
    here = new Longshore(spark, conf, List.of());
  }

  @AfterAll
  static void stop() throws IOException {
    if (yarn != null) {
      yarn.close();
    }
    CLUSTER.drop(TABLE);
    CLUSTER.drop(AGAIN);
  }

  @Test
  @Tag("long")
  void clientModeHandsOnResultsAndExitCodes() throws Exception {
    String root = root("client");
    String full = id(client.ok("create", "full", root, "-t", TABLE + "", "-q", "default"));
    write(1);
    TableCells expected = CellOracle.visible(CLUSTER.connection(), TABLE);
    String next =
        id(
            client.ok(
                "create",
                "incremental",
                root,
                "-D",
                "spark.dynamicAllocation.enabled=true",
                "-D",
                "spark.dynamicAllocation.shuffleTracking.enabled=true"));
    client.ok("restore", root, next, "-t", TABLE + "", "-m", AGAIN + "", "-o");
    assertThat(expected.firstDifference(CellOracle.visible(CLUSTER.connection(), AGAIN))).isEmpty();

    Path damaged = firstFile(Path.of(java.net.URI.create(root)).resolve(full));
    Files.write(damaged, new byte[] {1});
    assertThat(client.run("verify", root, full).exits(3).out()).contains("is not good");
  }

  @Test
  @Tag("long")
  void aQueueThatIsNotThereIsSaid() throws Exception {
    String root = root("queue");
    Longshore.Run run = client.run("create", "full", root, "-t", TABLE + "", "-q", "nowhere");
    assertThat(run.exits(1).err())
        .contains("Spark does not start on yarn")
        .contains("queue")
        .contains("nowhere")
        .doesNotContain("\tat ");
    // Nothing is left that the next one would have to undo.
    id(client.ok("create", "full", root, "-t", TABLE + ""));
  }

  @Test
  @Tag("long")
  void aResourceManagerThatDoesNotAnswerIsSaid() throws Exception {
    Path elsewhere = CLUSTER.writeConfiguration(directory.resolve("elsewhere"));
    Configuration settings = new Configuration(false);
    settings.set("yarn.resourcemanager.address", "127.0.0.1:1");
    settings.set("yarn.resourcemanager.scheduler.address", "127.0.0.1:1");
    settings.set("yarn.resourcemanager.connect.max-wait.ms", "3000");
    settings.set("yarn.resourcemanager.connect.retry-interval.ms", "1000");
    settings.set("ipc.client.connect.max.retries", "1");
    try (OutputStream out = Files.newOutputStream(elsewhere.resolve("yarn-site.xml"))) {
      settings.writeXml(out);
    }
    String root = root("silent");
    for (Longshore each : List.of(client, inCluster)) {
      Longshore.Run run =
          new Longshore(each.spark(), elsewhere, each.options())
              .run("create", "full", root, "-t", TABLE + "");
      assertThat(run.exits(1).err())
          .contains("Spark does not start on yarn", "localhost:1", "Connection refused")
          .doesNotContain("\tat ", " ERROR ");
    }
    // Nothing is left that the next one would have to undo.
    id(client.ok("create", "full", root, "-t", TABLE + ""));
  }

  @Test
  void clusterModeMakesAnImage() throws Exception {
    String root = root("cluster");
    // The second time nothing of Spark is needed to find it; a driver has a context all the same.
    inCluster.ok("create", "full", root, "-t", TABLE + "", "--run-id", "first");
    inCluster.ok("create", "full", root, "-t", TABLE + "", "--run-id", "first");
    Matcher history = Pattern.compile("backup_\\d+").matcher(here.ok("history", "-p", root));
    assertThat(history.find()).isTrue();
    here.ok("verify", root, history.group(), "--master", "local[2]");
    // Of YARN's diagnostics: its client itself knows only that it failed.
    assertThat(inCluster.run("verify", root, "backup_1").exits(10).err())
        .contains("longshore: There is no image backup_1")
        .contains("yarn logs -applicationId")
        .doesNotContain("\tat ");
  }

  /** Its container is killed and what it had on disk is gone; executors end, or write on. */
  @Test
  @Tag("long")
  void whatAKilledDriverLeftIsGoneOnWith() throws Exception {
    String root = root("killed");
    Process submitted = slowBackup(root, "create", "full", root, "-t", TABLE + "");
    kill(awaitDriver(root));
    assertThat(submitted.waitFor()).isEqualTo(1);

    String image = id(client.ok("create", "full", root, "--resume"));
    assertThat(client.ok("verify", root, image, "--deep")).contains("is good");
  }

  /** An executor that is stopped, not dead, goes on writing when all is undone and done again. */
  @Test
  @Tag("long")
  void anExecutorThatIsLateChangesNoImage() throws Exception {
    String root = root("late");
    Process submitted = slowBackup(root, "create", "full", root, "-t", TABLE + "");
    ProcessHandle driver = awaitDriver(root);
    List<ProcessHandle> executors = YarnCluster.containers("CoarseGrainedExecutorBackend");
    // Where YARN's own shell is above it, that would be ended, and the executor with it.
    assertThat(executors).isNotEmpty();
    signal("STOP", executors);
    kill(driver);
    here.ok("repair", "-p", root);
    String image = id(client.ok("create", "full", root, "-t", TABLE + ""));
    signal("CONT", executors.stream().filter(ProcessHandle::isAlive).toList());
    submitted.waitFor();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> executors.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(client.ok("verify", root, image, "--deep")).contains("is good");
    assertThat(here.ok("history", "-p", root)).contains(image);
  }

  private static Process slowBackup(String root, String... args) throws IOException {
    String[] all =
        Stream.concat(Stream.of(args), Stream.of("--bandwidth-total", "1MB/s"))
            .toArray(String[]::new);
    return inCluster.start(
        Files.createTempFile(directory, "out", ".txt"),
        Files.createTempFile(directory, "err", ".txt"),
        all);
  }

  /** The driver of a backup that is copying. */
  private static ProcessHandle awaitDriver(String root) {
    Path files = Path.of(java.net.URI.create(root)).resolve(".tmp");
    await().atMost(Duration.ofSeconds(90)).until(() -> hasFiles(files));
    return YarnCluster.containers("ApplicationMaster --class").stream()
        .filter(process -> process.info().commandLine().orElse("").contains(root))
        .findFirst()
        .orElseThrow();
  }

  private static void kill(ProcessHandle driver) throws IOException {
    Path container = Files.readSymbolicLink(Path.of("/proc/" + driver.pid() + "/cwd"));
    driver.destroyForcibly();
    driver.onExit().join();
    FileUtils.deleteDirectory(container.toFile());
  }

  private static void signal(String signal, List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      new ProcessBuilder("kill", "-" + signal, process.pid() + "").start().waitFor();
    }
  }

  private static boolean hasFiles(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.anyMatch(Files::isRegularFile);
    }
  }

  private static Path firstFile(Path image) throws IOException {
    try (Stream<Path> all = Files.walk(image)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.getParent().getFileName().toString().equals("f"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String root(String name) {
    return directory.resolve("backups-" + name).toUri().toString();
  }

  /** Values that take their time: nothing makes them smaller. */
  private static void write(int round) throws IOException {
    Random random = new Random(round);
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      for (int i = round; i < ROWS; i += 1 + round) {
        byte[] value = new byte[200_000];
        random.nextBytes(value);
        table.put(
            new Put(Bytes.toBytes(String.format("row-%02d", i)))
                .addColumn(FAMILY, Bytes.toBytes("n"), value));
      }
    }
  }
}
