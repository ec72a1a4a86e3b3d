package io.longshore.snapshot.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.ReadCounters;
import io.longshore.core.hfile.StoreFile;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileWriter;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

/** Every shape in which a snapshot names a store file, made by HBase itself and read by us. */
class StoreFileShapesTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] MOB = Bytes.toBytes("mob");

  private final EmbeddedHBase cluster = SharedCluster.get();
  private final Admin admin = cluster.admin();

  @Test
  void flushedFiles() throws Exception {
    TableName table = table("flushed");
    for (int flush = 0; flush < 3; flush++) {
      put(table, flush);
      admin.flush(table);
    }
    SnapshotTable read = sameAsLive(table);
    assertThat(read.files().regions().get(0).families().get("f")).hasSize(3);
  }

  @Test
  void bulkLoadedFilesWhoseCellsAreNewerThanTheirSequenceIds() throws Exception {
    TableName table = table("loaded");
    put(table, 1);
    admin.flush(table);
    bulkLoad(table, "first");
    put(table, 2);
    admin.flush(table);
    bulkLoad(table, "second");
    bulkLoad(table, "third");
    SnapshotTable read = sameAsLive(table);
    assertThat(names(read)).anyMatch(name -> name.contains("_SeqId_"));
    TableCells cells = read.read(read.all(CellRules.newest(System.currentTimeMillis())));
    assertThat(cells.cells())
        .filteredOn(cell -> CellUtil.matchingQualifier(cell, Bytes.toBytes("loaded")))
        .isNotEmpty()
        .allMatch(cell -> Bytes.toString(CellUtil.cloneValue(cell)).equals("third"));
  }

  @Test
  void halvesOfSplitParents() throws Exception {
    TableName table = table("split");
    put(table, 1);
    admin.flush(table);
    bulkLoad(table, "loaded");
    split(table, "row40");
    put(table, 2);
    SnapshotTable read = sameAsLive(table);
    assertThat(read.files().regions()).hasSize(2);
    assertThat(halves(read)).extracting(StoreFile.Half::top).contains(true, false);
  }

  @Test
  void filesOfMergedRegions() throws Exception {
    TableName table = table("merged", "row30", "row60");
    put(table, 1);
    admin.flush(table);
    merge(table);
    put(table, 2);
    SnapshotTable read = sameAsLive(table);
    assertThat(read.files().regions()).hasSize(2);
    assertThat(halves(read)).isNotEmpty();
  }

  @Test
  void linksOfClonesAndHalvesOfLinks() throws Exception {
    TableName table = table("original");
    put(table, 1);
    admin.flush(table);
    bulkLoad(table, "loaded");
    admin.snapshot("original-snapshot", table);
    TableName clone = TableName.valueOf("shapes-clone");
    admin.cloneSnapshot("original-snapshot", clone);
    SnapshotTable cloned = sameAsLive(clone);
    assertThat(paths(cloned)).allMatch(path -> path.contains("/shapes-original/"));

    split(clone, "row50");
    put(clone, 3);
    SnapshotTable divided = sameAsLive(clone);
    assertThat(halves(divided)).isNotEmpty();
    assertThat(paths(divided))
        .anyMatch(path -> path.contains("/shapes-original/"))
        .anyMatch(path -> path.contains("/shapes-clone/"));

    // The clone reads on when all that it links to is in the archive.
    cluster.drop(table);
    assertThat(divided.read(divided.all(CellRules.raw(0))).size()).isPositive();
    sameAsLive(clone);
  }

  @Test
  void valuesInMobFilesAlsoOfClones() throws Exception {
    TableName table = table("large");
    putLarge(table, 1);
    admin.flush(table);
    SnapshotTable read = sameAsLive(table);
    assertThat(read.files().regions()).hasSize(1);
    admin.snapshot("large-snapshot", table);
    TableName clone = TableName.valueOf("shapes-large-clone");
    admin.cloneSnapshot("large-snapshot", clone);
    putLarge(clone, 2);
    sameAsLive(clone);
    cluster.drop(table);
    sameAsLive(clone);
  }

  @Test
  void filesThatACompactionArchivesWhileTheyAreRead() throws Exception {
    TableName table = table("compacted");
    put(table, 1);
    admin.flush(table);
    put(table, 2);
    SnapshotTable read = SnapshotTable.of(cluster, table);
    TableCells before = read.live(new Scan().setRaw(true).readAllVersions());
    List<org.apache.hadoop.hbase.Cell> cells = new ArrayList<>();
    RegionScan scan = read.all(CellRules.raw(System.currentTimeMillis()));
    try (RegionCells rows =
        RegionCells.open(
            cluster.configuration(),
            read.descriptor(),
            read.files().regions().get(0),
            scan,
            io.longshore.core.hfile.FileFaults.FAIL,
            new ReadCounters())) {
      assertThat(rows.nextRow()).isTrue();
      archive(table, read);
      do {
        do {
          cells.add(rows.cell().copy());
        } while (rows.nextCell());
      } while (rows.nextRow());
    }
    assertThat(before.firstDifference(new TableCells(cells))).isEmpty();
    assertThat(before.firstDifference(read.read(scan))).isEmpty();
  }

  @Test
  void aSnapshotThatIsDeletedMeanwhileIsNamed() throws Exception {
    TableName table = table("deleted");
    put(table, 1);
    admin.snapshot("deleted-meanwhile", table);
    SnapshotTable read = SnapshotTable.named(cluster, table, "deleted-meanwhile");
    RegionScan scan = read.all(CellRules.raw(System.currentTimeMillis()));
    SnapshotFaults faults =
        new SnapshotFaults(SnapshotTable.snapshots(cluster), "deleted-meanwhile");
    StoreFile file = read.files().regions().get(0).families().get("f").get(0);
    Path live = Path.of(java.net.URI.create(file.places().get(0)));
    Path aside = live.resolveSibling("aside");
    Files.move(live, aside);
    assertThatThrownBy(() -> read.read(scan, faults, new ReadCounters()))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_FILE_MISSING))
        .hasMessageContaining(file.name());
    admin.deleteSnapshot("deleted-meanwhile");
    assertThatThrownBy(() -> read.read(scan, faults, new ReadCounters()))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SNAPSHOT_DELETED))
        .hasMessageContaining("deleted-meanwhile");
    Files.move(aside, live);
  }

  private TableName table(String name, String... splits) throws IOException {
    TableName table = TableName.valueOf("shapes-" + name);
    byte[][] keys = java.util.Arrays.stream(splits).map(Bytes::toBytes).toArray(byte[][]::new);
    admin.createTable(
        TableDescriptorBuilder.newBuilder(table)
            .setCompactionEnabled(false)
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(FAMILY).setMaxVersions(3).build())
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(MOB)
                    .setMobEnabled(true)
                    .setMobThreshold(100)
                    .build())
            .build(),
        keys.length == 0 ? null : keys);
    return table;
  }

  private void put(TableName name, int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (Table table = cluster.connection().getTable(name)) {
      for (int i = 0; i < 300; i++) {
        byte[] row = Bytes.toBytes("row" + random.nextInt(10, 100));
        byte[] qualifier = Bytes.toBytes("q" + random.nextInt(4));
        long time = 1000 + random.nextInt(20);
        switch (random.nextInt(12)) {
          case 0 -> table.delete(new Delete(row).addColumns(FAMILY, qualifier, time));
          case 1 -> table.delete(new Delete(row).addFamily(FAMILY, time));
          case 2 -> table.delete(new Delete(row).addColumn(FAMILY, qualifier, time));
          default ->
              table.put(
                  new Put(row).addColumn(FAMILY, qualifier, time, Bytes.toBytes(seed + "-" + i)));
        }
      }
    }
  }

  private void putLarge(TableName name, int seed) throws IOException {
    try (Table table = cluster.connection().getTable(name)) {
      for (int i = 10; i < 60; i++) {
        byte[] value = new byte[i % 3 == 0 ? 10 : 1000];
        new java.util.Random(seed * 100L + i).nextBytes(value);
        table.put(new Put(Bytes.toBytes("row" + i)).addColumn(MOB, Bytes.toBytes("m"), value));
      }
    }
  }

  /** Cells of the timestamps of others, without sequence ids of their own. */
  private void bulkLoad(TableName table, String value) throws IOException {
    var conf = cluster.configuration();
    var directory =
        new org.apache.hadoop.fs.Path(
            conf.get(HConstants.TEMPORARY_FS_DIRECTORY_KEY), "shapes-" + System.nanoTime());
    FileSystem fs = directory.getFileSystem(conf);
    directory = fs.makeQualified(directory);
    StoreFileWriter writer =
        new StoreFileWriter.Builder(conf, fs)
            .withOutputDir(new org.apache.hadoop.fs.Path(directory, "f"))
            .withFileContext(new HFileContextBuilder().withColumnFamily(FAMILY).build())
            .build();
    for (int i = 10; i < 100; i++) {
      writer.append(
          new KeyValue(
              Bytes.toBytes("row" + i),
              FAMILY,
              Bytes.toBytes("loaded"),
              1010,
              Bytes.toBytes(value)));
    }
    writer.appendFileInfo(HStoreFile.BULKLOAD_TIME_KEY, Bytes.toBytes(System.currentTimeMillis()));
    writer.close();
    BulkLoadHFiles.create(conf).bulkLoad(table, directory);
  }

  private void split(TableName table, String row) throws Exception {
    RegionInfo region = admin.getRegions(table).get(0);
    admin.splitRegionAsync(region.getRegionName(), Bytes.toBytes(row)).get(60, TimeUnit.SECONDS);
  }

  private void merge(TableName table) throws Exception {
    List<RegionInfo> regions = admin.getRegions(table);
    admin
        .mergeRegionsAsync(
            new byte[][] {
              regions.get(0).getEncodedNameAsBytes(), regions.get(1).getEncodedNameAsBytes()
            },
            false)
        .get(60, TimeUnit.SECONDS);
  }

  /** Has HBase compact the table, and waits until the snapshot's files are in the archive. */
  private void archive(TableName name, SnapshotTable read) throws Exception {
    admin.modifyTable(
        TableDescriptorBuilder.newBuilder(admin.getDescriptor(name))
            .setCompactionEnabled(true)
            .build());
    admin.majorCompact(name);
    Instant end = Instant.now().plus(Duration.ofSeconds(120));
    for (StoreFile file : read.files().regions().get(0).families().get("f")) {
      while (Files.exists(Path.of(java.net.URI.create(file.places().get(0))))) {
        assertThat(Instant.now()).as("archived %s", file.name()).isBefore(end);
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private SnapshotTable sameAsLive(TableName table) throws IOException {
    SnapshotTable read = SnapshotTable.of(cluster, table);
    long now = System.currentTimeMillis();
    compare(read, new Scan().setRaw(true).readAllVersions(), CellRules.raw(now));
    compare(read, new Scan(), CellRules.newest(now));
    compare(read, new Scan().readVersions(3), CellRules.newest(now).withVersions(3));
    return read;
  }

  private static void compare(SnapshotTable read, Scan scan, CellRules rules) throws IOException {
    TableCells live = read.live(scan);
    assertThat(live.size()).isPositive();
    assertThat(live.firstDifference(read.read(read.all(rules)))).isEmpty();
  }

  private static List<StoreFile> files(SnapshotTable read) {
    return read.files().regions().stream()
        .flatMap(region -> region.families().values().stream())
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> names(SnapshotTable read) {
    return files(read).stream().map(StoreFile::name).toList();
  }

  private static List<String> paths(SnapshotTable read) {
    return files(read).stream().map(StoreFile::path).toList();
  }

  private static List<StoreFile.Half> halves(SnapshotTable read) {
    return files(read).stream().map(StoreFile::half).filter(half -> half != null).toList();
  }
}
