package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks is told how far the sorting of WALs is. */
class IncrementalProgressTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TableName TABLE = TableName.valueOf("in_progress");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int ROWS = 4000;
  private static final int ROWS_AT_ONCE = 20;
  private static final int VALUE = 1000;

  @TempDir private Path directory;
  private String root;

  @BeforeEach
  void makeAFullImage() throws IOException {
    root = directory.resolve("backups").toUri().toString();
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", TABLE.getNameAsString());
    Random random = new Random(1);
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      // What is put at once is one entry of the WAL.
      List<Put> puts = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        byte[] value = new byte[VALUE];
        random.nextBytes(value);
        puts.add(new Put(Bytes.toBytes("row" + i)).addColumn(FAMILY, FAMILY, value));
        if (puts.size() == ROWS_AT_ONCE) {
          table.put(puts);
          puts.clear();
        }
      }
    }
  }

  @AfterEach
  void dropTheTable() throws IOException {
    CLUSTER.drop(TABLE);
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void progressShowsWalsCellsRateAndTimeLeft() throws Exception {
    CompletableFuture<CommandRun> backup =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    CLUSTER,
                    "create",
                    "incremental",
                    root,
                    "--bandwidth-total",
                    "400KB/s",
                    "-Dlongshore.session.heartbeat.interval=200ms"));
    List<String> texts = new ArrayList<>();
    List<JsonNode> answers = new ArrayList<>();
    Awaitility.await("the sort")
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              texts.add(CommandRun.ok(CLUSTER, "progress").out());
              answers.add(progress());
              return backup.isDone();
            });
    CommandRun made = backup.get();
    assertThat(made.status()).as(made.err()).isZero();

    assertThat(texts)
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("PREPARE_INCREMENTAL")
                    .containsPattern(
                        "  sort: [\\d.]+ [KM]?B of [\\d.]+ [KM]B, \\d+ of \\d+ WALs, [1-9]\\d* cells,"
                            + " [\\d.]+ [KM]?B/s, \\d+ s left"));
    List<JsonNode> sorting =
        answers.stream().filter(each -> each.path("step").asText().equals("sort")).toList();
    assertThat(sorting)
        .allMatch(each -> each.get("unit").asText().equals("WALs"))
        .allMatch(each -> each.get("files").asLong() <= each.get("totalFiles").asLong())
        .allMatch(each -> each.get("cells").asLong() <= ROWS)
        .anySatisfy(
            each -> {
              assertThat(each.get("cells").asLong()).isBetween(1L, ROWS - 1L);
              assertThat(each.get("bytes").asLong())
                  .isBetween(1L, each.get("totalBytes").asLong() - 1);
              assertThat(each.get("bytesPerSecond").asLong()).isPositive();
              assertThat(each.get("secondsLeft").isNumber()).isTrue();
            });
    assertThat(made.err())
        .as("what the one who waits sees")
        .containsPattern("sort 100% .*, (\\d+) of \\1 WALs, " + ROWS + " cells");
    assertThat(CommandRun.ok(CLUSTER, "progress").out()).contains("Nothing runs.");
  }

  /** What the running session says that it does; an empty object while it says nothing. */
  private static JsonNode progress() throws IOException {
    String said = CommandRun.ok(CLUSTER, "--output", "json", "progress").out();
    return JSON.readTree(said).at("/sessions/0/doing");
  }
}
