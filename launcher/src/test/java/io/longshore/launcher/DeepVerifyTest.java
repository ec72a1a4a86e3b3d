package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.image.ImageLayout;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify --deep} of images as they are, and as they are after somebody changed them. */
class DeepVerifyTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("read_deep");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int ROWS = 3000;

  @TempDir private Path directory;
  private String root;
  private String full;
  private String incremental;

  @BeforeEach
  void backUp() throws IOException {
    root = directory.toUri().toString();
    if (!CLUSTER.admin().tableExists(TABLE)) {
      CLUSTER
          .admin()
          .createTable(
              TableDescriptorBuilder.newBuilder(TABLE)
                  .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                  .build(),
              new byte[][] {Bytes.toBytes("row-4")});
    }
    write();
    full = create("full");
    write();
    incremental = create("incremental");
  }

  @AfterAll
  static void drop() throws IOException {
    CLUSTER.drop(TABLE);
  }

  @Test
  void wholeImagesAreGoodAndTheirDigestsAreKept() throws IOException {
    for (String id : List.of(full, incremental)) {
      CommandRun first = CommandRun.ok(CLUSTER, "verify", root, id, "--deep");
      assertThat(first.out()).contains(" is good: ").contains(ROWS + " cells read.");
      List<String> digests = Files.readAllLines(digests(id));
      assertThat(digests)
          .hasSize(id.equals(full) ? 2 : 1)
          .allMatch(line -> line.contains("digest"));
      CommandRun.ok(CLUSTER, "verify", root, id, "--deep");
      CommandRun.ok(CLUSTER, "verify", root, id);
      assertThat(Files.readAllLines(digests(id))).isEqualTo(digests);
    }
    CommandRun.ok(CLUSTER, "delete", "-l", full + "," + incremental);
    assertThat(Files.exists(directory.resolve(full))).isFalse();
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void cellsThatAreOthersThanBeforeAreFound() throws IOException {
    CommandRun.ok(CLUSTER, "verify", root, full, "--deep");
    String kept = Files.readString(digests(full));
    Files.writeString(digests(full), kept.replaceFirst("\"digest\":\"\\w", "\"digest\":\"x"));
    CommandRun run = CommandRun.of(CLUSTER, "verify", root, full, "--deep");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).contains("DAMAGED  " + TABLE).contains("were found before");
    Files.writeString(digests(full), "{");
    CommandRun damaged = CommandRun.of(CLUSTER, "verify", root, full, "--deep");
    assertThat(damaged.status()).isEqualTo(3);
    assertThat(damaged.err()).contains("are not JSON lines");
  }

  @Test
  void aFlippedByteIsFoundByItsBlockToo() throws IOException {
    Path file = hfiles(incremental).get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    CommandRun run = CommandRun.of(CLUSTER, "verify", root, incremental, "--deep");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).contains("has checksum ").contains("is damaged: the block at byte ");
    assertThat(digests(incremental)).doesNotExist();
  }

  @Test
  void aSampleReadsPartOfTheRegions() {
    String summary = CommandRun.ok(CLUSTER, "verify", root, full, "--deep", "--sample", "1%").out();
    assertThat(summary).contains("of 1% of its regions");
    CommandRun wrong = CommandRun.of(CLUSTER, "verify", root, full, "--sample", "some");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("as a part");
    CommandRun half = CommandRun.of(CLUSTER, "verify", root, incremental, "--against-live");
    assertThat(half.status()).isEqualTo(2);
    assertThat(half.err()).contains(incremental + " is an incremental image", "merge --full");
  }

  private static void write() throws IOException {
    try (Table rows = CLUSTER.connection().getTable(TABLE)) {
      for (int i = 0; i < ROWS; i++) {
        rows.put(new Put(Bytes.toBytes("row-" + i)).addColumn(FAMILY, FAMILY, 1, new byte[9]));
      }
    }
  }

  private String create(String type) {
    return CommandRun.ok(CLUSTER, "create", type, root, "-t", TABLE + "").imageId();
  }

  private Path digests(String id) {
    return directory.resolve(id).resolve(ImageLayout.DIGESTS);
  }

  private List<Path> hfiles(String id) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(id))) {
      return files
          .filter(file -> file.getParent().getFileName().toString().equals("f"))
          .filter(Files::isRegularFile)
          .toList();
    }
  }
}
