package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageType;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupType;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What is told of images that are there. */
class HistoryTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int CELLS = 70;

  @TempDir private Path directory;
  private TableName table;
  private String root;

  @BeforeEach
  void createTable(TestInfo test) throws IOException {
    root = directory.resolve("backups").toUri().toString();
    table = TableName.valueOf(test.getTestMethod().orElseThrow().getName());
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(table)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
  }

  @AfterEach
  void dropTable() throws IOException {
    CLUSTER.drop(table);
  }

  @Test
  void aTreeShowsWhatContinuesWhat() throws Exception {
    String full = CommandRun.ok(CLUSTER, "create", "full", root, "-t", table + "").imageId();
    write();
    String one = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    String two = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    String next = CommandRun.ok(CLUSTER, "create", "full", root, "-t", table + "").imageId();
    List<String> lines =
        CommandRun.ok(CLUSTER, "history", "-p", root, "--tree").out().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0).indexOf("TABLES")).isLessThan(85);
    assertThat(lines.get(1)).startsWith(full + "  ").contains("FULL", "0 min", table + "");
    assertThat(lines.get(2)).startsWith("├ " + one).contains("INCREMENTAL");
    assertThat(lines.get(3)).startsWith("└ " + two);
    assertThat(lines.get(4)).startsWith(next);
    JsonNode chains = json("history", "-p", root, "--tree").get("chains");
    assertThat(chains.at("/0/continuedBy/1/id").asText()).isEqualTo(two);
    JsonNode described = json("describe", two);
    assertThat(described.at("/tables/0/images").asInt()).isEqualTo(3);
    assertThat(described.at("/tables/0/restoreBytes").asLong())
        .isGreaterThan(described.at("/tables/0/bytes").asLong());
    CommandRun without = CommandRun.of(CLUSTER, "history", "--tree");
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("--tree is of one root");
  }

  /** The JVM would wait for them at the end of every command. */
  @Test
  void threadsOfAConnectionEndWithIt() throws IOException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Set<Thread> ofClient;
    try (Cluster cluster = new Cluster(CLUSTER.configuration())) {
      cluster.backupSystem().sessions();
      ofClient = Thread.getAllStackTraces().keySet();
    }
    ofClient.removeAll(before);
    ofClient.removeIf(thread -> !thread.getName().startsWith("RPCClient"));
    assertThat(ofClient).isNotEmpty();
    await().until(() -> ofClient.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void anIncrementalImageSaysWhatItReadAndHowFast() throws Exception {
    String full = CommandRun.ok(CLUSTER, "create", "full", root, "-t", table + "").imageId();
    write();
    String image = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    JsonNode described = json("describe", image);
    long wals = walsInInventory(image);
    assertThat(wals).isPositive();

    assertThat(described.at("/wals/count").asLong()).isEqualTo(wals);
    assertThat(described.at("/wals/cells").asLong()).isEqualTo(CELLS);
    assertThat(described.at("/wals/read").asLong())
        .isPositive()
        .isEqualTo(described.at("/wals/bytes").asLong());
    assertThat(described.at("/wals/bytesPerSecond").asLong())
        .isPositive()
        .isEqualTo(
            described.at("/wals/read").asLong() * 1000 / described.at("/milliseconds").asLong());
    assertThat(CommandRun.ok(CLUSTER, "describe", image).out())
        .containsPattern("Took:      \\d+:\\d\\d\\n")
        .containsPattern("WALs: +" + wals + ", [\\d.]+ [KM]?B, 70 cells, [\\d.]+ [KM]?B/s\\n");
    assertThat(CommandRun.ok(CLUSTER, "describe", full).out()).doesNotContain("WALs:");
    for (List<String> command : List.of(List.of("history"), List.of("history", "-p", root))) {
      JsonNode line = line(image, command);
      assertThat(line.fieldNames())
          .toIterable()
          .containsExactly(
              "id",
              "type",
              "state",
              "tables",
              "started",
              "completed",
              "milliseconds",
              "bytes",
              "wals",
              "root",
              "failure");
      assertThat(line.get("wals").fieldNames())
          .toIterable()
          .containsExactly("count", "bytes", "read", "damaged", "cells", "bytesPerSecond");
      assertThat(line.get("milliseconds")).isEqualTo(described.get("milliseconds"));
      assertThat(line.get("wals")).isEqualTo(described.get("wals"));
      assertThat(line(full, command).get("wals").isNull()).isTrue();
      assertThat(line(full, command).get("milliseconds").asLong()).isPositive();
      String text = CommandRun.ok(CLUSTER, command.toArray(String[]::new)).out();
      assertThat(text.lines().findFirst().orElseThrow().trim().split(" +"))
          .containsExactly(
              "ID", "TYPE", "STATE", "STARTED", "TOOK", "SIZE", "WALS", "CELLS", "READ", "RATE",
              "TABLES");
      assertThat(text)
          .containsPattern(
              image
                  + " +INCREMENTAL +COMPLETE +\\S+ \\S+ +\\d+:\\d\\d .* "
                  + wals
                  + " +70 +[\\d.]+ [KM]?B +[\\d.]+ [KM]?B/s +"
                  + table);
    }
  }

  @Test
  void imagesThatDoNotCountCellsSayTheRest() throws Exception {
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", table + "");
    write();
    String image = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
    Path inventory = inventory(image);
    Files.writeString(
        inventory, Files.readString(inventory).replaceAll(",\"cells\":\\d+(?=}})", ""));
    JsonNode wals = line(image, List.of("history", "-p", root)).get("wals");
    assertThat(wals.get("count").asLong()).isPositive();
    assertThat(wals.get("bytesPerSecond").asLong()).isPositive();
    assertThat(wals.get("cells").isNull()).isTrue();
    assertThat(CommandRun.ok(CLUSTER, "history", "-p", root).out())
        .containsPattern(image + " .* \\d+ +- +[\\d.]+ [KM]?B +[\\d.]+ [KM]?B/s +" + table);
    assertThat(CommandRun.ok(CLUSTER, "describe", image).out())
        .containsPattern("WALs: +\\d+, [\\d.]+ [KM]?B, [\\d.]+ [KM]?B/s\\n");
  }

  @Test
  void imagesOfTheStockToolsDoNotSay() throws Exception {
    Stock.create(CLUSTER, BackupType.FULL, root, table);
    write();
    String image = Stock.create(CLUSTER, BackupType.INCREMENTAL, root, table);
    for (List<String> command : List.of(List.of("history"), List.of("history", "-p", root))) {
      assertThat(line(image, command).get("wals").isNull()).isTrue();
      assertThat(CommandRun.ok(CLUSTER, command.toArray(String[]::new)).out())
          .containsPattern(
              image + " +INCREMENTAL +COMPLETE +\\S+ \\S+ +\\d+:\\d\\d +- +- +- +- +" + table);
    }
    assertThat(CommandRun.ok(CLUSTER, "describe", image).out())
        .containsPattern("WALs: +-\\n")
        .contains("Inventory: none");
    assertThat(json("describe", image).get("wals").isNull()).isTrue();
  }

  @Test
  void aRootThatCannotBeReadIsSaidOnceAndHidesNoBackup() throws Exception {
    Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    try (BackupSystem system = new BackupSystem(CLUSTER.connection())) {
      List<ImageId> lost =
          List.of(new ImageId(now.toEpochMilli()), new ImageId(now.toEpochMilli() + 1));
      try {
        for (ImageId id : lost) {
          system.write(
              BackupSession.begin(
                      id,
                      ImageType.INCREMENTAL,
                      "nowhere://host/backups",
                      Map.of(table, ""),
                      now,
                      -1,
                      -1)
                  .complete(now.plusSeconds(61), Map.of()));
        }
        CommandRun run = CommandRun.ok(CLUSTER, "history", "-t", table + "");
        for (ImageId id : lost) {
          assertThat(run.out()).containsPattern(id + " .* 1:01 +- +- +- +- +" + table);
        }
        assertThat(run.err()).containsOnlyOnce("Cannot look into nowhere://host/backups: ");
      } finally {
        for (ImageId id : lost) {
          system.delete(id);
        }
      }
    }
  }

  private void write() throws IOException {
    try (Table client = CLUSTER.connection().getTable(table)) {
      for (int i = 0; i < CELLS; i++) {
        // Cells that others overwrite are read too.
        client.put(new Put(Bytes.toBytes("row" + i / 2)).addColumn(FAMILY, FAMILY, new byte[100]));
      }
    }
  }

  private static JsonNode line(String image, List<String> command) throws IOException {
    JsonNode backups = json(command.toArray(String[]::new)).get("backups");
    return StreamSupport.stream(backups.spliterator(), false)
        .filter(each -> each.get("id").asText().equals(image))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode json(String... command) throws IOException {
    String[] args = new String[command.length + 2];
    args[0] = "--output";
    args[1] = "json";
    System.arraycopy(command, 0, args, 2, command.length);
    return JSON.readTree(CommandRun.ok(CLUSTER, args).out());
  }

  private long walsInInventory(String image) throws IOException {
    try (var lines = Files.lines(inventory(image))) {
      return lines.filter(line -> line.startsWith("{\"wal\":")).count();
    }
  }

  private Path inventory(String image) {
    return directory.resolve("backups").resolve(image).resolve("longshore-inventory.jsonl");
  }
}
