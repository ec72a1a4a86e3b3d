package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.HFileSink;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.RandomTable;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.Seeds;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.SharedStore;
import io.longshore.testing.Step;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.impl.BackupSystemTable;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is restored of a chain holds the same cells as the table did at its newest image. */
@Tag("stores")
class IncrementalBackupTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");

  private static final int REWRITES = 40;

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;

  /** A compaction may drop what nobody can see, and would look like a difference. */
  @BeforeEach
  void noCompactions() throws IOException {
    admin.compactionSwitch(false, List.of());
  }

  @AfterEach
  void compactionsAgain() throws IOException {
    admin.compactionSwitch(true, List.of());
  }

  static LongStream seeds() {
    return Seeds.of(501, 502, 503);
  }

  static LongStream rawSeeds() {
    return Seeds.of(601, 602);
  }

  static LongStream compactedSeeds() {
    return Seeds.of(701, 702);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyImageOfAChainComesBack(long seed) throws Exception {
    RandomTable table =
        RandomTable.of(
            TableName.valueOf("chain_" + seed),
            seed,
            EnumSet.complementOf(EnumSet.of(RandomTable.Feature.NEW_VERSION_BEHAVIOR)));
    table.create(admin);
    chainComesBack(
        table.descriptor(),
        seed,
        EnumSet.complementOf(EnumSet.of(Step.COMPACT, Step.MAJOR_COMPACT)),
        false);
  }

  @ParameterizedTest
  @MethodSource("rawSeeds")
  void everyVersionAndMarkerComesBack(long seed) throws Exception {
    TableDescriptor table = keepingAll(TableName.valueOf("raw_" + seed));
    admin.createTable(table, new byte[][] {Bytes.toBytes("f"), Bytes.toBytes("p")});
    chainComesBack(
        table,
        seed,
        EnumSet.of(
            Step.PUT,
            Step.REWRITE,
            Step.DELETE_VERSION,
            Step.DELETE_COLUMN,
            Step.DELETE_FAMILY,
            Step.DELETE_FAMILY_VERSION,
            Step.INCREMENT,
            Step.APPEND,
            Step.FLUSH,
            Step.SPLIT,
            Step.MOVE,
            Step.BULK_LOAD),
        true);
  }

  /**
   * Compactions between the images drop what cannot be seen. Without deletes: a put below one that
   * a compaction has purged is seen in the table, and not in what is restored, where the delete is
   * still there.
   */
  @ParameterizedTest
  @MethodSource("compactedSeeds")
  @Tag("long")
  void compactionsBetweenImagesChangeNothing(long seed) throws Exception {
    admin.compactionSwitch(true, List.of());
    RandomTable table =
        RandomTable.of(
            TableName.valueOf("compacted_" + seed),
            seed,
            EnumSet.complementOf(EnumSet.of(RandomTable.Feature.NEW_VERSION_BEHAVIOR)));
    table.create(admin);
    chainComesBack(
        table.descriptor(),
        seed,
        EnumSet.of(
            Step.PUT,
            Step.INCREMENT,
            Step.APPEND,
            Step.FLUSH,
            Step.COMPACT,
            Step.MAJOR_COMPACT,
            Step.SPLIT,
            Step.MERGE,
            Step.MOVE,
            Step.BULK_LOAD),
        false);
  }

  private void chainComesBack(TableDescriptor table, long seed, Set<Step> steps, boolean raw)
      throws Exception {
    TableName name = table.getTableName();
    String root = SharedStore.get().root(directory, "backups");
    RandomWorkload workload = new RandomWorkload(table, seed, steps);
    workload.run(CLUSTER.connection(), 40);
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", name.getNameAsString());
    Map<String, TableCells> cells = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      workload.run(CLUSTER.connection(), 40);
      String id = CommandRun.ok(CLUSTER, "create", "incremental", root).imageId();
      cells.put(id, read(name, raw));
    }
    List<Map<String, String>> before = hashes(root, cells.keySet());
    TableName copy = TableName.valueOf(name.getNameAsString() + "_copy");
    for (Map.Entry<String, TableCells> each : cells.entrySet()) {
      CommandRun.ok(
          CLUSTER,
          "restore",
          root,
          each.getKey(),
          "-t",
          name.getNameAsString(),
          "-m",
          copy.getNameAsString());
      assertThat(each.getValue().firstDifference(read(copy, raw))).as(table.toString()).isEmpty();
      CLUSTER.drop(copy);
    }
    assertThat(hashes(root, cells.keySet())).isEqualTo(before);
    CLUSTER.drop(name);
    Leftovers.assertNone(CLUSTER, root);
  }

  /**
   * HBase alone cannot tell which of these is the latest: they differ in nothing but their order.
   */
  @Test
  void theLatestOfManyWritesOfOneCellWinsInEveryImage() throws Exception {
    TableName name = TableName.valueOf("rewritten");
    create(name);
    String root = SharedStore.get().root(CLUSTER.directory(), "backups-of-rewritten");
    List<String> images = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (Table client = CLUSTER.connection().getTable(name)) {
      client.put(put("value in the full image"));
      CommandRun.ok(CLUSTER, "create", "full", root, "-t", "rewritten");
      for (int i = 0; i < REWRITES; i++) {
        client.put(List.of(put("overwritten in its batch " + i), put("value " + i)));
        values.add("value " + i);
        if (i % 10 == 5) {
          bulkLoad(name, "bulk-loaded " + i);
          values.set(i, "bulk-loaded " + i);
        }
        if (i % 20 == 5) {
          client.put(put("after the bulk load " + i));
          values.set(i, "after the bulk load " + i);
        }
        images.add(CommandRun.ok(CLUSTER, "create", "incremental", root).imageId());
      }
    }
    List<Map<String, String>> before = hashes(root, Set.copyOf(images));
    TableName again = TableName.valueOf("again");
    for (int i : new int[] {3, 5, 6, 15, 16, REWRITES - 1, REWRITES - 1}) {
      CommandRun.ok(CLUSTER, "restore", root, images.get(i), "-t", "rewritten", "-m", "again");
      TableCells found = CellOracle.visible(CLUSTER.connection(), again);
      assertThat(found.cells()).hasSize(1);
      assertThat(Bytes.toString(CellUtil.cloneValue(found.cells().get(0))))
          .isEqualTo(values.get(i));
      CLUSTER.drop(again);
    }
    assertThat(hashes(root, Set.copyOf(images))).isEqualTo(before);
    CLUSTER.drop(name);
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void bulkLoadedFilesOutliveCompactionsUntilEveryRootHasThem() throws Exception {
    TableName name = TableName.valueOf("loaded");
    create(name);
    List<String> roots =
        List.of(
            SharedStore.get().root(directory, "first"),
            SharedStore.get().root(directory, "second"));
    for (String root : roots) {
      CommandRun.ok(CLUSTER, "create", "full", root, "-t", "loaded");
    }
    bulkLoad(name, "bulk-loaded");
    admin.compactionSwitch(true, List.of());
    try (Table client = CLUSTER.connection().getTable(name)) {
      client.put(put("another").addColumn(FAMILY, Bytes.toBytes("r"), Bytes.toBytes("other")));
    }
    admin.flush(name);
    admin.majorCompact(name);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> admin.getCompactionState(name) == CompactionState.NONE);
    TableCells cells = CellOracle.visible(CLUSTER.connection(), name);
    for (int i = 0; i < roots.size(); i++) {
      String image = CommandRun.ok(CLUSTER, "create", "incremental", roots.get(i)).imageId();
      assertThat(bulkLoadsKnown(name)).as("after root %s", i).isEqualTo(1 - i);
      CommandRun.ok(CLUSTER, "restore", roots.get(i), image, "-t", "loaded", "-m", "loaded_copy");
      TableName copy = TableName.valueOf("loaded_copy");
      assertThat(cells.firstDifference(CellOracle.visible(CLUSTER.connection(), copy))).isEmpty();
      CLUSTER.drop(copy);
    }
    CLUSTER.drop(name);
  }

  @Test
  void aBulkLoadedFileThatIsGoneIsNamed() throws Exception {
    TableName name = TableName.valueOf("load_lost");
    create(name);
    String root = SharedStore.get().root(directory, "backups");
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", "load_lost");
    bulkLoad(name, "lost");
    Path table =
        Path.of(URI.create(CLUSTER.configuration().get("hbase.rootdir")))
            .resolve("data/default/load_lost");
    Path file;
    try (Stream<Path> files = Files.walk(table)) {
      file =
          files
              .filter(each -> each.getFileName().toString().matches("[0-9a-f]+_SeqId_\\d+_"))
              .findFirst()
              .orElseThrow();
    }
    Path aside = directory.resolve(file.getFileName().toString());
    Files.move(file, aside);
    CommandRun run = CommandRun.of(CLUSTER, "create", "incremental", root);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(file.getFileName().toString()).doesNotContain("\tat ");
    Leftovers.assertNone(CLUSTER, root);
    Files.move(aside, file);
    CommandRun.ok(CLUSTER, "create", "incremental", root);
    CLUSTER.drop(name);
  }

  private void create(TableName name) throws IOException {
    admin.createTable(
        TableDescriptorBuilder.newBuilder(name)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .build());
  }

  private static int bulkLoadsKnown(TableName name) throws IOException {
    try (BackupSystemTable system = new BackupSystemTable(CLUSTER.connection())) {
      // Named once for each of its cells.
      return (int)
          system.readBulkloadRows(List.of(name)).getSecond().stream()
              .map(Bytes::toString)
              .distinct()
              .count();
    }
  }

  private void bulkLoad(TableName name, String value) throws IOException {
    Configuration conf = CLUSTER.configuration();
    org.apache.hadoop.fs.Path loaded =
        new org.apache.hadoop.fs.Path(directory.resolve("bulk").toUri());
    org.apache.hadoop.fs.Path family =
        new org.apache.hadoop.fs.Path(loaded, Bytes.toString(FAMILY));
    HFileSink sink =
        new HFileSink(
            conf,
            TargetStore.rawFileSystem(family, conf),
            name,
            ColumnFamilyDescriptorBuilder.of(FAMILY),
            family,
            BandwidthBudget.UNLIMITED,
            true);
    sink.append(
        new KeyValue(Bytes.toBytes("row"), FAMILY, Bytes.toBytes("q"), 7, Bytes.toBytes(value)));
    sink.end();
    BulkLoadHFiles.create(conf).bulkLoad(name, loaded);
    TargetStore.rawFileSystem(loaded, conf).delete(loaded, true);
  }

  private static Put put(String value) {
    return new Put(Bytes.toBytes("row"))
        .addColumn(FAMILY, Bytes.toBytes("q"), 7, Bytes.toBytes(value));
  }

  private static TableDescriptor keepingAll(TableName name) {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (String family : List.of("a", "b")) {
      families.add(
          ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes(family))
              .setMaxVersions(Integer.MAX_VALUE)
              .setKeepDeletedCells(KeepDeletedCells.TRUE)
              .build());
    }
    return TableDescriptorBuilder.newBuilder(name).setColumnFamilies(families).build();
  }

  private static TableCells read(TableName name, boolean raw) throws IOException {
    return raw
        ? CellOracle.raw(CLUSTER.connection(), name)
        : CellOracle.visible(CLUSTER.connection(), name);
  }

  private static List<Map<String, String>> hashes(String root, Set<String> images)
      throws IOException {
    List<Map<String, String>> hashes = new ArrayList<>();
    for (String image : images) {
      hashes.add(ImageHashes.of(root, image));
    }
    return hashes;
  }
}
