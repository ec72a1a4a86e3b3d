package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who stops a session finds everything as it was before. */
class CancelTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("cancel_1");
  private static final String SLOWLY = "300KB/s";

  @TempDir private Path directory;

  @BeforeAll
  static void createTable() throws IOException {
    LargeTable.create(CLUSTER, TABLE);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalRollsABackupBack(String signal, int status) throws Exception {
    String root = root();
    Driver.Running driver =
        Driver.start(
            CLUSTER, "create", "full", root, "-t", "cancel_1", "--bandwidth-total", SLOWLY);
    await("export.started", driver);
    new ProcessBuilder("kill", "-" + signal, Long.toString(driver.process().pid()))
        .start()
        .waitFor();

    assertThat(driver.status()).as(driver.said()).isEqualTo(status);
    assertThat(LargeTable.isInJournal(directory.resolve("backups"), "session.rolled_back"))
        .isTrue();
    Leftovers.assertNone(CLUSTER, root);
    assertThat(directory.resolve("backups")).isDirectoryNotContaining("glob:**/backup_*");
  }

  @Test
  void aCancelledRestoreLeavesTheOldTable() throws Exception {
    TableName name = TableName.valueOf("cancel_2");
    LargeTable.create(CLUSTER, name);
    String root = root();
    String image = CommandRun.ok(CLUSTER, "create", "full", root, "-t", "cancel_2").imageId();
    // What is there is not copied: so the table is made anew, with other contents.
    CLUSTER.drop(name);
    LargeTable.create(CLUSTER, name);
    try (Table table = CLUSTER.connection().getTable(name)) {
      table.put(
          new Put(Bytes.toBytes("later"))
              .addColumn(LargeTable.FAMILY, LargeTable.FAMILY, new byte[1]));
    }
    CLUSTER.admin().flush(name);
    Path archive = CLUSTER.directory().resolve("hbase/archive/data/default/cancel_2");
    Awaitility.await("the eager cleaners")
        .atMost(Duration.ofSeconds(60))
        .until(() -> isWithoutFiles(archive));
    TableCells before = CellOracle.raw(CLUSTER.connection(), name);

    CompletableFuture<CommandRun> restore =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    CLUSTER,
                    "restore",
                    root,
                    image,
                    "-t",
                    "cancel_2",
                    "-o",
                    "--bandwidth-total",
                    SLOWLY));
    Awaitility.await("the copy")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                restore.isDone()
                    || LargeTable.isInJournal(directory.resolve("backups"), "copy-files.started"));
    String progress = CommandRun.ok(CLUSTER, "progress", "-p", root).out();
    assertThat(progress).contains("RESTORE");
    String session = progress.split(" ")[0];
    assertThat(CommandRun.of(CLUSTER, "cancel", session).status()).isEqualTo(2);
    CommandRun.ok(CLUSTER, "cancel", session, "-p", root);

    assertThat(restore.get().status()).as(restore.get().err()).isEqualTo(130);
    assertThat(restore.get().err()).contains(session + " was cancelled and rolled back");
    assertThat(before.firstDifference(CellOracle.raw(CLUSTER.connection(), name))).isEmpty();
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void whoCancelsAfterThePublicationIsTooLate() throws Exception {
    String root = root();
    StepObserver late =
        new StepObserver() {
          @Override
          public void done(String step) {
            if (step.equals("publish")) {
              CompletableFuture.runAsync(() -> CommandRun.of(CLUSTER, "cancel"));
              sleep(3000);
            }
          }
        };
    CommandRun create =
        CommandRun.of(
            CLUSTER,
            late,
            "create",
            "full",
            root,
            "-t",
            "cancel_1",
            "-Dlongshore.session.heartbeat.interval=100ms");
    assertThat(create.status()).as(create.err()).isZero();
    CommandRun.ok(CLUSTER, "verify", root, create.imageId());
    Leftovers.assertNone(CLUSTER, root);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nothingThatRunsCannotBeCancelled() {
    CommandRun cancel = CommandRun.of(CLUSTER, "cancel");
    assertThat(cancel.status()).isEqualTo(1);
    assertThat(cancel.err()).contains("No backup of Longshore's runs.", "longshore progress");
  }

  private void await(String entry, Driver.Running driver) {
    Awaitility.await(entry)
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                !driver.process().isAlive()
                    || LargeTable.isInJournal(directory.resolve("backups"), entry));
  }

  private static boolean isWithoutFiles(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return true;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.noneMatch(Files::isRegularFile);
    } catch (UncheckedIOException e) {
      // The cleaners are at it.
      return false;
    }
  }

  private String root() {
    return directory.resolve("backups").toUri().toString();
  }
}
