package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.launcher.Driver.Moment;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers try again, and take results from the last line or a file. */
class RunIdTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("runs");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @BeforeAll
  static void table() throws IOException {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of("f"))
                .build());
    try (Table rows = CLUSTER.connection().getTable(TABLE)) {
      rows.put(new Put(Bytes.toBytes("r")).addColumn(Bytes.toBytes("f"), null, new byte[1]));
    }
  }

  @AfterAll
  static void drop() throws IOException {
    CLUSTER.drop(TABLE);
  }

  @Test
  void aRunThatHasEndedIsNotMadeAgain() throws IOException {
    String id = create("full", "one").imageId();
    CommandRun again = create("full", "one");
    assertThat(again.imageId()).isEqualTo(id);
    assertThat(again.err()).contains("Run one has made " + id + " before.");
    String next = create("incremental", "two").imageId();
    assertThat(create("incremental", "two").imageId()).isEqualTo(next).isNotEqualTo(id);
    assertThat(images()).hasSize(2);
    CommandRun.ok(CLUSTER, "delete", "-l", next);
    assertThat(create("incremental", "two").imageId()).isNotEqualTo(next);
  }

  @Test
  void aRunThatWasCutOffIsGoneOnWith() throws Exception {
    Driver.Running killed =
        Driver.killAt(CLUSTER, Moment.EXECUTED, "export", command("full", "cut"));
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    CommandRun again = create("full", "cut");
    assertThat(again.err()).contains("Going on with " + again.imageId());
    assertThat(images()).containsExactly(again.imageId());
    CommandRun.ok(CLUSTER, "verify", root(), again.imageId());
    Leftovers.assertNone(CLUSTER, root());
  }

  @Test
  void anImageThatWouldHoldNothingIsNotMade() throws IOException {
    String full = create("full", "all").imageId();
    String[] skipping = {"create", "incremental", root(), "--skip-when-nothing-new"};
    CommandRun nothing = CommandRun.of(CLUSTER, skipping);
    assertThat(nothing.status()).as(nothing.err()).isEqualTo(99);
    assertThat(nothing.err()).contains("Nothing was written to the tables since the last image");
    assertThat(images()).containsExactly(full);
    assertThat(CommandRun.ok(CLUSTER, "history", "-n", "1").out()).contains(full);
    Leftovers.assertNone(CLUSTER, root());

    try (Table rows = CLUSTER.connection().getTable(TABLE)) {
      rows.put(new Put(Bytes.toBytes("s")).addColumn(Bytes.toBytes("f"), null, new byte[1]));
    }
    assertThat(CommandRun.ok(CLUSTER, skipping).out()).contains("backup_");
    assertThat(images()).hasSize(2);
  }

  @Test
  void aDryRunOnlySaysWhatWouldBeMade() throws IOException {
    String[] full = {"create", "full", root(), "-t", TABLE + "", "--dry-run"};
    assertThat(CommandRun.ok(CLUSTER, full).out())
        .contains("Would make a full image of runs: about ", "How long is not known");
    assertThat(directory.resolve("root")).doesNotExist();

    create("full", "dry");
    assertThat(CommandRun.ok(CLUSTER, full).out())
        .containsPattern("About .*, at the pace of backup");
    JsonNode planned =
        JSON.readTree(
            CommandRun.ok(CLUSTER, "create", "incremental", root(), "--dry-run", "--output", "json")
                .out());
    assertThat(planned.get("type").asText()).isEqualTo("INCREMENTAL");
    assertThat(planned.get("wals").asInt()).isPositive();
    assertThat(planned.get("bytes").asLong()).isPositive();
    assertThat(planned.get("milliseconds").isNull()).isTrue();
    assertThat(images()).hasSize(1);
    Leftovers.assertNone(CLUSTER, root());
  }

  @Test
  void theResultIsTheLastLineAndInAFile() throws IOException {
    Path file = directory.resolve("return.json");
    CommandRun run =
        CommandRun.ok(
            CLUSTER,
            "create",
            "full",
            root(),
            "-t",
            TABLE + "",
            "--output",
            "jsonl",
            "--xcom-file",
            file.toString());
    List<String> lines = run.out().lines().toList();
    JsonNode result = JSON.readTree(lines.get(lines.size() - 1));
    assertThat(result.get("id").asText()).startsWith("backup_");
    assertThat(JSON.readTree(file.toFile())).isEqualTo(result);
    assertThat(Files.readAllLines(file)).hasSize(1);
    CommandRun failed = CommandRun.of(CLUSTER, "describe", "backup_1", "--output", "jsonl");
    assertThat(failed.status()).isEqualTo(10);
    assertThat(JSON.readTree(failed.out()).at("/error/code").asText()).isEqualTo("IMAGE_NOT_FOUND");
    CommandRun unwritable =
        CommandRun.of(CLUSTER, "history", "--xcom-file", directory + "/none/return.json");
    assertThat(unwritable.err()).contains("Cannot write the result to ");
  }

  private String root() {
    // Java writes a slash behind the names of directories that are there.
    return directory.toUri() + "root";
  }

  private List<String> images() throws IOException {
    try (var children = Files.list(directory.resolve("root"))) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> name.startsWith("backup_"))
          .toList();
    }
  }

  private CommandRun create(String type, String runId) {
    return CommandRun.ok(CLUSTER, command(type, runId));
  }

  private String[] command(String type, String runId) {
    return new String[] {"create", type, root(), "-t", TABLE + "", "--run-id", runId};
  }
}
