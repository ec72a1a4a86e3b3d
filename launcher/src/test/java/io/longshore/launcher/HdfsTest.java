package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.EmbeddedHdfs;
import io.longshore.testing.RandomTable;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HBase on HDFS, its images on the same HDFS, in and beside its own root directory, and on another.
 */
class HdfsTest {
  private static final String SMALL_PARTS = "-Dlongshore.copy.part.size=128KB";
  private static final TableName RANDOM = TableName.valueOf("hdfs_random");
  private static final TableName LARGE = TableName.valueOf("hdfs_large");

  @TempDir private static java.nio.file.Path directory;
  private static EmbeddedHdfs hdfs;
  private static EmbeddedHdfs other;
  private static EmbeddedHBase cluster;
  private static TableCells random;
  private static TableCells large;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new EmbeddedHdfs(directory.resolve("hdfs"), new Configuration());
    other = new EmbeddedHdfs(directory.resolve("other"), new Configuration(), 3);
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
      other.close();
      hdfs.close();
    }
  }

  @Test
  @Tag("long")
  void comesBackFromARootBesideHBases() throws IOException {
    comesBack(hdfs, "/backups", "beside");
  }

  @Test
  @Tag("long")
  void comesBackFromARootInsideHBases() throws IOException {
    comesBack(hdfs, "/hbase/backups", "inside");
  }

  @Test
  void comesBackFromAnotherHdfsOfSeveralDataNodes() throws IOException {
    comesBack(other, "/backups", "elsewhere");
  }

  @Test
  void aQuotaThatIsUsedUpIsSaidAndNothingIsLeft() throws IOException {
    Path root = new Path(other.configuration().get("fs.defaultFS"), "/small");
    other.fileSystem().mkdirs(root);
    other.fileSystem().setQuota(root, HdfsConstants.QUOTA_DONT_SET, 1 << 18);
    CommandRun run =
        CommandRun.of(cluster, "create", "full", root.toString(), "-t", LARGE + "", SMALL_PARTS);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(root.toString(), "raise the quota").doesNotContain("\tat ");
    Leftovers.assertNone(cluster, root.toString());
    other.fileSystem().setQuota(root, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    CommandRun.ok(cluster, "create", "full", root.toString(), "-t", LARGE + "", SMALL_PARTS);
  }

  @Test
  void safeModeIsSaid() throws IOException {
    Path root = new Path(other.configuration().get("fs.defaultFS"), "/locked");
    other.fileSystem().mkdirs(root);
    other.fileSystem().setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_ENTER);
    try {
      CommandRun run = CommandRun.of(cluster, "create", "full", root.toString(), "-t", LARGE + "");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err())
          .contains(root.toString(), "safe mode", "hdfs dfsadmin -safemode get")
          .doesNotContain("\tat ");
    } finally {
      other.fileSystem().setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_LEAVE);
    }
    Leftovers.assertNone(cluster, root.toString());
  }

  private void comesBack(EmbeddedHdfs store, String place, String copy) throws IOException {
    String root = store.configuration().get("fs.defaultFS") + place;
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
