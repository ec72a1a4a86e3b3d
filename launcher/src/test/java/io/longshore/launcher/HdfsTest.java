package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.EmbeddedHdfs;
import io.longshore.testing.RandomTable;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HBase on HDFS, its images on the same HDFS, in and beside its own root directory. */
class HdfsTest {
  private static final String SMALL_PARTS = "-Dlongshore.copy.part.size=128KB";
  private static final TableName RANDOM = TableName.valueOf("hdfs_random");
  private static final TableName LARGE = TableName.valueOf("hdfs_large");

  @TempDir private static Path directory;
  private static EmbeddedHdfs hdfs;
  private static EmbeddedHBase cluster;
  private static TableCells random;
  private static TableCells large;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new EmbeddedHdfs(directory.resolve("hdfs"), new Configuration());
    cluster =
        EmbeddedHBase.builder(directory.resolve("hbase"))
            .eagerCleaners()
            .encryption()
            .tagsToClients()
            .on(hdfs, "/hbase")
            .start();
    cluster.admin().compactionSwitch(false, List.of());
    RandomTable table = RandomTable.of(RANDOM, 11);
    table.create(cluster.admin());
    new RandomWorkload(table.descriptor(), 11).run(cluster.connection(), 200);
    cluster.admin().flush(RANDOM);
    LargeTable.create(cluster, LARGE);
    random = CellOracle.raw(cluster.connection(), RANDOM);
    large = CellOracle.raw(cluster.connection(), LARGE);
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      cluster.close();
    } finally {
      hdfs.close();
    }
  }

  @Test
  void comesBackFromARootBesideHBases() throws IOException {
    comesBack("/backups", "beside");
  }

  @Test
  void comesBackFromARootInsideHBases() throws IOException {
    comesBack("/hbase/backups", "inside");
  }

  private void comesBack(String place, String copy) throws IOException {
    String root = hdfs.configuration().get("fs.defaultFS") + place;
    String image =
        CommandRun.ok(cluster, "create", "full", root, "-t", RANDOM + "," + LARGE, SMALL_PARTS)
            .imageId();
    CommandRun.ok(cluster, "verify", root, image);
    SortedMap<String, String> before = ImageHashes.of(root, image);
    assertThat(before).hasSizeGreaterThan(LargeTable.REGIONS);

    for (String again : List.of("", "_again")) {
      String[] restore = {
        "restore",
        root,
        image,
        "-t",
        RANDOM + "," + LARGE,
        "-m",
        "random_" + copy + again + ",large_" + copy,
        SMALL_PARTS,
        "-o"
      };
      CommandRun.ok(cluster, restore);
      assertThat(random.firstDifference(cells("random_" + copy + again))).isEmpty();
      assertThat(large.firstDifference(cells("large_" + copy))).isEmpty();
      assertThat(ImageHashes.of(root, image)).isEqualTo(before);
      Leftovers.assertNone(cluster, root);
    }
    TableName byStock = TableName.valueOf("stock_" + copy);
    Stock.restore(cluster, root, image, LARGE, byStock);
    assertThat(large.firstDifference(CellOracle.raw(cluster.connection(), byStock))).isEmpty();
    assertThat(ImageHashes.of(root, image)).isEqualTo(before);
  }

  private static TableCells cells(String table) throws IOException {
    return CellOracle.raw(cluster.connection(), TableName.valueOf(table));
  }
}
