package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.EmbeddedHdfs;
import io.longshore.testing.RandomTable;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.Seeds;
import io.longshore.testing.Step;
import io.longshore.testing.TableCells;
import io.longshore.testing.TestWal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * WALs on HDFS, where a file has a writer with a lease, and its length is known only when it is
 * closed; and images on the same HDFS, where a bulk load would take an image's own files away.
 */
class IncrementalHdfsTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int KILOBYTE = 1 << 10;

  @TempDir private static Path directory;
  private static EmbeddedHdfs hdfs;
  private static EmbeddedHBase cluster;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new EmbeddedHdfs(directory.resolve("hdfs"), new Configuration());
    cluster = onHdfs("hbase").start();
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      cluster.close();
    } finally {
      hdfs.close();
    }
  }

  static Stream<String> places() {
    return Seeds.some(List.of("beside", "inside", "local"));
  }

  @ParameterizedTest
  @MethodSource("places")
  void everyImageOfAChainComesBackTwice(String place) throws Exception {
    String store = hdfs.configuration().get("fs.defaultFS");
    String root =
        switch (place) {
          case "beside" -> store + "/backups";
          case "inside" -> store + "/hbase/backups";
          default -> directory.resolve("backups").toUri().toString();
        };
    chainComesBackTwice(cluster, TableName.valueOf("chain_" + place), 21, root);
  }

  @Test
  @Tag("long")
  void everyImageOfAChainOfSeveralWalsAServerComesBackTwice() throws Exception {
    try (EmbeddedHBase several =
        onHdfs("multiwal")
            .configure(
                conf -> {
                  conf.set("hbase.wal.provider", "multiwal");
                  conf.set("hbase.wal.regiongrouping.delegate.provider", "asyncfs");
                })
            .start()) {
      String root = hdfs.configuration().get("fs.defaultFS") + "/backups-of-multiwal";
      chainComesBackTwice(several, TableName.valueOf("chain"), 22, root);
    }
  }

  @Test
  void noEditOfAServerThatWasKilledIsLost() throws Exception {
    TableName name = TableName.valueOf("killed");
    String root = root("killed");
    RandomTable table = RandomTable.of(name, 23, EnumSet.noneOf(RandomTable.Feature.class));
    table.create(cluster.admin());
    RandomWorkload workload = new RandomWorkload(table.descriptor(), 23, steps());
    workload.run(cluster.connection(), 20);
    CommandRun.ok(cluster, "create", "full", root, "-t", name + "");
    for (int i = 0; i < 2; i++) {
      workload.run(cluster.connection(), 20);
      cluster.killRegionServer(cluster.regionServers().get(0));
      cluster.addRegionServer();
      String image = CommandRun.ok(cluster, "create", "incremental", root).imageId();
      assertRestored(root, image, name);
    }
  }

  static Stream<Arguments> abandoned() {
    return Seeds.some(
        List.of(Arguments.of(500, "-splitting"), Arguments.of(500, ""), Arguments.of(20, "")));
  }

  /**
   * A process that dies closes no file. Here the WAL of one is written by HBase's writer through a
   * file system of its own, synced as a client's edit is, and left: no ordinary WAL holds its
   * edits, and the table does, as if its regions had recovered them.
   */
  @ParameterizedTest
  @MethodSource("abandoned")
  void aWalThatNobodyClosedIsReadToItsEnd(int edits, String splitting) throws Exception {
    TableName name = TableName.valueOf("abandoned_" + edits + splitting.replace('-', '_'));
    cluster
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(name)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
    String root = root(name.getNameAsString());
    CommandRun.ok(cluster, "create", "full", root, "-t", name + "");
    long now = System.currentTimeMillis();
    org.apache.hadoop.fs.Path wal =
        new org.apache.hadoop.fs.Path(
            cluster.configuration().get("hbase.rootdir"),
            "WALs/gone,16020,1" + splitting + "/gone%2C16020%2C1." + now);
    DistributedFileSystem fs = hdfs.fileSystem();
    fs.mkdirs(wal.getParent());
    TestWal abandoned = TestWal.createAlone(cluster.configuration(), wal);
    String region = cluster.admin().getRegions(name).get(0).getEncodedName();
    try (Table table = cluster.connection().getTable(name)) {
      for (int i = 0; i < edits; i++) {
        KeyValue cell =
            new KeyValue(Bytes.toBytes("row" + i), FAMILY, FAMILY, 1 + i, new byte[KILOBYTE]);
        table.put(
            new Put(cell.getRowArray(), cell.getRowOffset(), cell.getRowLength())
                .add(cell)
                .setDurability(Durability.SKIP_WAL));
        abandoned.append(name, region, 2 + i, now, List.of(cell));
        abandoned.sync();
      }
    }
    assertThat(fs.isFileClosed(wal)).isFalse();
    // The NameNode is told where a block begins, and of its growth no more.
    long known = fs.getFileStatus(wal).getLen();
    assertThat(known).isLessThan((long) edits * KILOBYTE * 11 / 10);

    String image = CommandRun.ok(cluster, "create", "incremental", root).imageId();
    assertThat(fs.isFileClosed(wal)).isTrue();
    assertThat(fs.getFileStatus(wal).getLen()).isGreaterThan(known + 10 * KILOBYTE);
    assertThat(inventory(root, image)).contains("\"name\":\"" + wal.getName() + "\"");
    assertRestored(root, image, name);

    // It is taken once, also while it goes on lying there.
    String next = CommandRun.ok(cluster, "create", "incremental", root).imageId();
    assertThat(inventory(root, next)).doesNotContain(wal.getName());
    assertRestored(root, next, name);
    fs.delete(wal.getParent(), true);
  }

  private static void chainComesBackTwice(
      EmbeddedHBase hbase, TableName name, long seed, String root) throws Exception {
    RandomTable table =
        RandomTable.of(
            name, seed, EnumSet.complementOf(EnumSet.of(RandomTable.Feature.NEW_VERSION_BEHAVIOR)));
    table.create(hbase.admin());
    RandomWorkload workload = new RandomWorkload(table.descriptor(), seed, steps());
    RandomWorkload loads = new RandomWorkload(table.descriptor(), seed, EnumSet.of(Step.BULK_LOAD));
    workload.run(hbase.connection(), 20);
    CommandRun.ok(hbase, "create", "full", root, "-t", name + "");
    Map<String, TableCells> images = new LinkedHashMap<>();
    for (int i = 0; i < 2; i++) {
      workload.run(hbase.connection(), 15);
      loads.run(hbase.connection(), 1);
      workload.run(hbase.connection(), 10);
      String image = CommandRun.ok(hbase, "create", "incremental", root).imageId();
      images.put(image, CellOracle.visible(hbase.connection(), name));
    }
    List<Map<String, String>> before = hashes(root, images.keySet());
    TableName copy = TableName.valueOf(name + "_copy");
    for (Map.Entry<String, TableCells> image : images.entrySet()) {
      CommandRun.ok(hbase, "verify", root, image.getKey());
      for (int again = 0; again < 2; again++) {
        CommandRun.ok(hbase, "restore", root, image.getKey(), "-t", name + "", "-m", copy + "");
        assertThat(image.getValue().firstDifference(CellOracle.visible(hbase.connection(), copy)))
            .as("%s, time %d", table, again)
            .isEmpty();
        assertThat(hashes(root, images.keySet())).isEqualTo(before);
        hbase.drop(copy);
      }
    }
    hbase.drop(name);
    Leftovers.assertNone(hbase, root);
  }

  private static void assertRestored(String root, String image, TableName name) throws IOException {
    TableName copy = TableName.valueOf(name + "_copy");
    CommandRun.ok(cluster, "restore", root, image, "-t", name + "", "-m", copy + "");
    TableCells live = CellOracle.visible(cluster.connection(), name);
    assertThat(live.size()).isPositive();
    assertThat(live.firstDifference(CellOracle.visible(cluster.connection(), copy))).isEmpty();
    cluster.drop(copy);
    Leftovers.assertNone(cluster, root);
  }

  /** A compaction that purges a delete lets older puts be seen. */
  private static EmbeddedHBase.Builder onHdfs(String name) {
    return EmbeddedHBase.builder(directory.resolve(name))
        .regionServers(2)
        .eagerCleaners()
        .encryption()
        .tagsToClients()
        .set("hbase.regionserver.compaction.enabled", "false")
        .on(hdfs, "/" + name);
  }

  private static Set<Step> steps() {
    return EnumSet.complementOf(EnumSet.of(Step.COMPACT, Step.MAJOR_COMPACT));
  }

  private static String root(String name) {
    return hdfs.configuration().get("fs.defaultFS") + "/backups-" + name;
  }

  private static String inventory(String root, String image) throws IOException {
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(root, image + "/longshore-inventory.jsonl");
    try (InputStream in = hdfs.fileSystem().open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
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
