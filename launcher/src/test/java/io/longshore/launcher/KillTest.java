package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.launcher.Driver.Moment;
import io.longshore.launcher.session.SessionSteps;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.Seeds;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A driver may be killed at any moment of any step: the next command goes on with its session, or
 * undoes it, and nothing of it is left.
 */
class KillTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final TableName TABLE = TableName.valueOf("kill_1");

  @TempDir private static Path directory;
  private static String root;
  private static String image;
  private static TableCells imaged;

  @BeforeAll
  static void makeAnImage() throws IOException {
    root = directory.resolve("backups").toUri().toString();
    CLUSTER.admin().compactionSwitch(false, List.of());
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build(),
            new byte[][] {Bytes.toBytes("m")});
    write(TABLE, "a", "b", "x");
    imaged = CellOracle.raw(CLUSTER.connection(), TABLE);
    image = CommandRun.ok(CLUSTER, "create", "full", root, "-t", "kill_1").imageId();
  }

  static Stream<Arguments> momentsOfABackup() throws IOException {
    return Driver.momentsOf(SessionSteps.ofFullBackup(CLUSTER));
  }

  static Stream<Arguments> momentsOfARestore() throws IOException {
    return Driver.momentsOf(SessionSteps.ofRestore(CLUSTER));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("momentsOfABackup")
  void aBackupKilledAnywhereLeavesNothingAfterTheNextCommand(String step, Moment moment, int index)
      throws Exception {
    Driver.Running killed =
        Driver.killAt(CLUSTER, moment, step, "create", "full", root, "-t", "kill_1");
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    List<String> before = images();

    // A step has three moments: so each command comes after each moment of some step.
    switch ((index + index / 3) % 3) {
      case 0 -> {
        CommandRun resume = CommandRun.ok(CLUSTER, "create", "full", root, "--resume");
        assertThat(resume.err()).contains("Going on with " + resume.imageId());
      }
      case 1 -> {
        CommandRun repair = CommandRun.ok(CLUSTER, "repair", "-p", root);
        assertThat(repair.out()).containsAnyOf("rolled back: its process died", "finished");
      }
      default -> {
        CommandRun create = CommandRun.ok(CLUSTER, "create", "full", root, "-t", "kill_1");
        assertThat(create.err()).containsAnyOf("rolled back: its process died", "finished");
      }
    }

    Leftovers.assertNone(CLUSTER, root);
    List<String> made = images();
    made.removeAll(before);
    for (String id : made) {
      CommandRun.ok(CLUSTER, "verify", root, id);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("momentsOfARestore")
  void aRestoreKilledAnywhereIsFinishedOrUndoneByTheNextCommand(
      String step, Moment moment, int index) throws Exception {
    write(TABLE, "later-" + index);
    TableCells old = CellOracle.raw(CLUSTER.connection(), TABLE);
    Driver.Running killed =
        Driver.killAt(CLUSTER, moment, step, "restore", root, image, "-t", "kill_1", "-o");
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);

    boolean resume = (index + index / 3) % 2 == 0;
    if (resume) {
      CommandRun.ok(CLUSTER, "restore", root, "--resume");
    } else {
      CommandRun.ok(CLUSTER, "repair", "-p", root);
    }

    boolean everyTableIsThere =
        step.equals("clean-up") || step.equals("load-images") && moment == Moment.DONE;
    TableCells wanted = resume || everyTableIsThere ? imaged : old;
    assertThat(wanted.firstDifference(CellOracle.raw(CLUSTER.connection(), TABLE))).isEmpty();
    Leftovers.assertNone(CLUSTER, root);
  }

  static Stream<Arguments> undoneStepsOfABackup() throws IOException {
    return undone(SessionSteps.ofFullBackup(CLUSTER), 0);
  }

  static Stream<Arguments> undoneStepsOfARestore() throws IOException {
    return undone(SessionSteps.ofRestore(CLUSTER), 1);
  }

  /** Numbered from one on or from none: so both ways to go on come where a few are tried. */
  private static Stream<Arguments> undone(List<String> steps, int first) {
    int last = steps.stream().mapToInt(Driver.LAST_TO_UNDO::indexOf).max().orElseThrow();
    int end = steps.indexOf(Driver.LAST_TO_UNDO.get(last)) + 1;
    return Seeds.some(
        IntStream.range(0, end)
            .mapToObj(index -> Arguments.of(steps.get(index), first + index))
            .toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("undoneStepsOfABackup")
  void aBackupKilledWhileItIsRolledBackIsNeverGoneOnWith(String step, int index) throws Exception {
    List<String> before = images();
    Driver.Running killed =
        Driver.killAt(CLUSTER, Moment.ROLLED_BACK, step, "create", "full", root, "-t", "kill_1");
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);

    if (index % 2 == 0) {
      CommandRun resume = CommandRun.of(CLUSTER, "create", "full", root, "--resume");
      assertThat(resume.status()).as(resume.err()).isEqualTo(1);
      assertThat(resume.err()).contains("was cut off while it was rolled back");
    } else {
      CommandRun repair = CommandRun.ok(CLUSTER, "repair", "-p", root);
      assertThat(repair.out()).contains("rolled back: its process died");
    }
    assertThat(images()).isEqualTo(before);
    Leftovers.assertNone(CLUSTER, root);
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", "kill_1");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("undoneStepsOfARestore")
  void aRestoreKilledWhileItIsRolledBackIsUndoneByTheNextCommand(String step, int index)
      throws Exception {
    write(TABLE, "before-rollback-" + index);
    TableCells old = CellOracle.raw(CLUSTER.connection(), TABLE);
    Driver.Running killed =
        Driver.killAt(
            CLUSTER, Moment.ROLLED_BACK, step, "restore", root, image, "-t", "kill_1", "-o");
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);

    if (index % 2 == 0) {
      CommandRun resume = CommandRun.of(CLUSTER, "restore", root, "--resume");
      assertThat(resume.status()).as(resume.err()).isEqualTo(1);
      assertThat(resume.err()).contains("was cut off while it was rolled back");
    } else {
      CommandRun.ok(CLUSTER, "repair", "-p", root);
    }
    assertThat(old.firstDifference(CellOracle.raw(CLUSTER.connection(), TABLE))).isEmpty();
    Leftovers.assertNone(CLUSTER, root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"repair", "create full"})
  void aBackupKilledBeforeItHasAJournalLeavesNoLock(String next) throws Exception {
    Driver.Running killed =
        Driver.killAt(
            CLUSTER, Moment.DONE, StepObserver.LOCK, "create", "full", root, "-t", "kill_1");
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    CommandRun.ok(
        CLUSTER,
        next.equals("repair")
            ? new String[] {"repair", "-p", root}
            : new String[] {"create", "full", root, "-t", "kill_1"});
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void aResumedExportCopiesOnlyTheRest() throws Exception {
    TableName name = TableName.valueOf("kill_large");
    LargeTable.create(CLUSTER, name);
    List<String> before = sessions();

    Driver.Running driver =
        Driver.start(
            CLUSTER, "create", "full", root, "-t", "kill_large", "--bandwidth-total", "1MB/s");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> journal(before, "export.progress").isPresent());
    driver.process().destroyForcibly();
    assertThat(driver.status()).as(driver.said()).isEqualTo(137);

    CommandRun resumed = CommandRun.ok(CLUSTER, "create", "full", root, "--resume");
    JsonNode done =
        new ObjectMapper().readTree(journal(before, "export.done").orElseThrow().toFile());
    long bytes = done.at("/data/bytes").asLong();
    assertThat(bytes).isGreaterThan(LargeTable.REGIONS * LargeTable.BYTES);
    assertThat(done.at("/data/bytesMoved").asLong()).isPositive().isLessThan(bytes);
    Leftovers.assertNone(CLUSTER, root);
    CommandRun.ok(CLUSTER, "verify", root, resumed.imageId(), "--against-live");
  }

  private static void write(TableName name, String... rows) throws IOException {
    try (Table table = CLUSTER.connection().getTable(name)) {
      for (String row : rows) {
        table.put(new Put(Bytes.toBytes(row)).addColumn(FAMILY, FAMILY, Bytes.toBytes(row)));
      }
    }
    CLUSTER.admin().flush(name);
  }

  private static List<String> images() throws IOException {
    return children(Path.of(URI.create(root)), "backup_");
  }

  private static List<String> sessions() throws IOException {
    return children(Path.of(URI.create(root)).resolve(".longshore/sessions"), "backup_");
  }

  /** The journal's entry of a kind, in a session that was not there before. */
  private static Optional<Path> journal(List<String> before, String kind) throws IOException {
    for (String session : sessions()) {
      if (!before.contains(session)) {
        Path journal = Path.of(URI.create(root)).resolve(".longshore/sessions").resolve(session);
        try (Stream<Path> entries = Files.list(journal)) {
          return entries.filter(entry -> entry.toString().endsWith(kind + ".json")).findFirst();
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> children(Path parent, String prefix) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return new ArrayList<>(
          children
              .map(child -> child.getFileName().toString())
              .filter(name -> name.startsWith(prefix))
              .sorted()
              .toList());
    }
  }
}
