package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.Step;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A chain of images is copied to another place, and the root it was made in is deleted. Manifests
 * name that root; nothing that they say of it is needed.
 */
class ChainElsewhereTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("elsewhere");
  private static final TableName COPY = TableName.valueOf("elsewhere_copy");
  private static final long SEED = 811;

  /** Each image with what the table held when it was made. */
  private static final Map<String, TableCells> IMAGES = new LinkedHashMap<>();

  @TempDir private static Path directory;
  private static String root;

  @BeforeAll
  static void makeAChainAndMoveIt() throws Exception {
    // A compaction may drop what nobody can see, and would look like a difference.
    CLUSTER.admin().compactionSwitch(false, List.of());
    TableDescriptor table = keepingAll();
    CLUSTER.admin().createTable(table, new byte[][] {Bytes.toBytes("f"), Bytes.toBytes("p")});
    RandomWorkload workload =
        new RandomWorkload(
            table, SEED, EnumSet.complementOf(EnumSet.of(Step.COMPACT, Step.MAJOR_COMPACT)));
    RandomWorkload loads = new RandomWorkload(table, SEED, EnumSet.of(Step.BULK_LOAD));
    RandomWorkload rewrites =
        new RandomWorkload(
            table, SEED, EnumSet.of(Step.REWRITE, Step.DELETE_COLUMN, Step.DELETE_FAMILY));
    Path made = directory.resolve("made");
    String before = made.toUri().toString();
    for (String type : List.of("full", "incremental", "incremental")) {
      workload.run(CLUSTER.connection(), 30);
      // Each image has a bulk load with writes before and after it.
      loads.run(CLUSTER.connection(), 1);
      rewrites.run(CLUSTER.connection(), 6);
      String id = CommandRun.ok(CLUSTER, "create", type, before, "-t", TABLE + "").imageId();
      IMAGES.put(id, CellOracle.raw(CLUSTER.connection(), TABLE));
    }
    Path moved = directory.resolve("moved");
    Process copy = new ProcessBuilder("cp", "-r", made + "", moved + "").inheritIO().start();
    assertThat(copy.waitFor()).isZero();
    FileUtils.deleteDirectory(made.toFile());
    root = moved.toUri().toString();
  }

  @AfterAll
  static void dropIt() throws IOException {
    CLUSTER.drop(TABLE);
    CLUSTER.admin().compactionSwitch(true, List.of());
  }

  @Test
  void everyImageComesBackFromAMovedRoot() throws IOException {
    comesBack(CLUSTER);
  }

  @Test
  void everyImageComesBackInAnotherCluster(@TempDir Path home) throws IOException {
    try (EmbeddedHBase other =
        EmbeddedHBase.builder(home).eagerCleaners().tagsToClients().start()) {
      other.admin().compactionSwitch(false, List.of());
      comesBack(other);
      // That cluster's WALs say nothing of what came after the chain.
      CommandRun.ok(other, "restore", root, newest(), "-t", TABLE + "");
      CommandRun next = CommandRun.of(other, "create", "incremental", root, "-t", TABLE + "");
      assertThat(next.status()).isEqualTo(12);
      assertThat(next.err()).contains("Table elsewhere needs a new full image");
      Leftovers.assertNone(other, root);
    }
  }

  @Test
  void aChainThatWasMovedIsNotContinuedUnseen() throws IOException {
    List<Path> before = images();
    CommandRun next = CommandRun.of(CLUSTER, "create", "incremental", root, "-t", TABLE + "");
    assertThat(next.status()).isEqualTo(12);
    assertThat(next.err())
        .contains(
            "Table elsewhere needs a new full image", "no WAL boundaries of it for this root");
    assertThat(images()).isEqualTo(before);
    Leftovers.assertNone(CLUSTER, root);
  }

  private static void comesBack(EmbeddedHBase cluster) throws IOException {
    Map<String, Map<String, String>> before = hashes();
    for (Map.Entry<String, TableCells> image : IMAGES.entrySet()) {
      CommandRun.ok(cluster, "verify", root, image.getKey());
      CommandRun.ok(cluster, "restore", root, image.getKey(), "-t", TABLE + "", "-m", COPY + "");
      assertThat(image.getValue().firstDifference(CellOracle.raw(cluster.connection(), COPY)))
          .as("image %s of %s, seed %d", image.getKey(), IMAGES.keySet(), SEED)
          .isEmpty();
      cluster.drop(COPY);
    }
    assertThat(hashes()).isEqualTo(before);
    Leftovers.assertNone(cluster, root);
  }

  private static String newest() {
    return List.copyOf(IMAGES.keySet()).get(IMAGES.size() - 1);
  }

  private static Map<String, Map<String, String>> hashes() throws IOException {
    Map<String, Map<String, String>> hashes = new LinkedHashMap<>();
    for (String image : IMAGES.keySet()) {
      hashes.put(image, ImageHashes.of(root, image));
    }
    return hashes;
  }

  private static List<Path> images() throws IOException {
    List<Path> images = new ArrayList<>();
    try (DirectoryStream<Path> children =
        Files.newDirectoryStream(Path.of(URI.create(root)), "backup_*")) {
      children.forEach(images::add);
    }
    images.sort(null);
    return images;
  }

  private static TableDescriptor keepingAll() {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (String family : List.of("a", "b")) {
      families.add(
          ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes(family))
              .setMaxVersions(Integer.MAX_VALUE)
              .setKeepDeletedCells(KeepDeletedCells.TRUE)
              .build());
    }
    return TableDescriptorBuilder.newBuilder(TABLE).setColumnFamilies(families).build();
  }
}
