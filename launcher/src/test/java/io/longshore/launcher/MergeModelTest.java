package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.Seconds;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.SharedStore;
import io.longshore.testing.Step;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random sequences of backups, merges and deletions: whatever was done, every image that is left
 * comes back as the table was when it, or the newest image that was merged into it, was made, and
 * so does each moment between two of them, as long as no full image took it in. With Maven's
 * profile {@code it} there are 200 of them.
 */
@Tag("stores")
class MergeModelTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final long FIRST_SEED = Long.getLong("merge.first", 9000);
  private static final int OPERATIONS = 8;
  private static final int NEEDS_FULL = 12;

  @TempDir private Path directory;

  /** A compaction may drop what nobody can see, and would look like a difference. */
  @BeforeAll
  static void noCompactions() throws IOException {
    CLUSTER.admin().compactionSwitch(false, List.of());
  }

  @AfterAll
  static void compactionsAgain() throws IOException {
    CLUSTER.admin().compactionSwitch(true, List.of());
  }

  static LongStream seeds() {
    return LongStream.range(FIRST_SEED, FIRST_SEED + Integer.getInteger("merge.sequences", 20));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @Tag("smoke")
  void everyImageThatIsLeftComesBack(long seed) throws Exception {
    Random random = new Random(seed);
    TableName name = TableName.valueOf("model_" + seed);
    TableDescriptor table = keepingAll(name, random);
    CLUSTER.admin().createTable(table, new byte[][] {Bytes.toBytes("f"), Bytes.toBytes("p")});
    Model model = new Model(name, new RandomWorkload(table, seed, steps()), random);
    model.create("full");
    for (int i = 0; i < OPERATIONS; i++) {
      model.something();
    }
    model.assertAllComeBack(seed);
    CLUSTER.drop(name);
  }

  private static EnumSet<Step> steps() {
    return EnumSet.of(
        Step.PUT,
        Step.REWRITE,
        Step.DELETE_VERSION,
        Step.DELETE_COLUMN,
        Step.DELETE_FAMILY,
        Step.DELETE_FAMILY_VERSION,
        Step.INCREMENT,
        Step.FLUSH,
        Step.SPLIT,
        Step.MERGE,
        Step.BULK_LOAD);
  }

  /** The images, and what each of them has to hold. */
  private final class Model {
    private final TableName table;
    private final RandomWorkload workload;
    private final Random random;
    private final String root = SharedStore.get().root(directory, "backups");

    /** Ids in their order, and what the table held; those of full images are in the other. */
    private final TreeMap<String, TableCells> images = new TreeMap<>();

    private final List<String> fulls = new ArrayList<>();
    private final List<Instant> instants = new ArrayList<>();
    private final List<String> story = new ArrayList<>();

    private Model(TableName table, RandomWorkload workload, Random random) {
      this.table = table;
      this.workload = workload;
      this.random = random;
    }

    private void something() throws Exception {
      switch (images.isEmpty() ? 0 : random.nextInt(10)) {
        case 0 -> create("full");
        case 1, 2, 3, 4 -> merge(mergeable());
        case 5 -> delete();
        case 6 -> expire();
        default -> create("incremental");
      }
    }

    private void create(String type) throws Exception {
      workload.run(CLUSTER.connection(), 8);
      Instant between = instant();
      workload.run(CLUSTER.connection(), 8);
      CommandRun run = CommandRun.of(CLUSTER, "create", type, root, "-t", table + "");
      if (run.status() == NEEDS_FULL) {
        // Its newest image was deleted, and the cleaners had taken WALs that were in it.
        assertThat(sinceTheNewestImage())
            .as("%s", story)
            .anyMatch(each -> each.startsWith("delete"));
        create("full");
        return;
      }
      assertThat(run.status()).as("%s: %s", story, run).isZero();
      String id = run.imageId();
      images.put(id, CellOracle.raw(CLUSTER.connection(), table));
      if (type.equals("full")) {
        fulls.add(id);
      } else {
        between.image = id;
        instants.add(between);
      }
      story.add(type + " " + id);
    }

    private List<String> sinceTheNewestImage() {
      int from = story.size();
      while (from > 0 && !story.get(from - 1).matches("(full|incremental) .*")) {
        from--;
      }
      return story.subList(from, story.size());
    }

    /** The end of the second in hand, and what the table holds then. */
    private Instant instant() throws Exception {
      long end = Seconds.next();
      TableCells cells = CellOracle.raw(CLUSTER.connection(), table);
      Seconds.await(end);
      return new Instant(end - 1, cells);
    }

    /** A part of a random chain that has at least two images, empty where there is none. */
    private List<String> mergeable() {
      List<List<String>> chains = chains();
      List<String> chain = chains.get(random.nextInt(chains.size()));
      if (chain.size() < 2) {
        return List.of();
      }
      int from = random.nextInt(chain.size() - 1);
      int to = from + 2 + random.nextInt(chain.size() - from - 1);
      return chain.subList(from, to);
    }

    private void merge(List<String> sources) {
      if (sources.isEmpty()) {
        return;
      }
      boolean full = fulls.contains(sources.get(0));
      List<String> command = new ArrayList<>(List.of("merge", String.join(",", sources)));
      if (full) {
        command.add("--full");
      }
      String out = CommandRun.ok(CLUSTER, command.toArray(String[]::new)).out();
      String merged = out.lines().findFirst().orElseThrow().replaceAll(".* became (\\w+).*", "$1");
      story.add((full ? "merge --full " : "merge ") + sources + " " + merged);
      images.put(merged, images.get(sources.get(sources.size() - 1)));
      if (full) {
        fulls.add(merged);
      } else {
        for (Instant instant : instants) {
          instant.image = sources.contains(instant.image) ? merged : instant.image;
        }
      }
      forget(sources);
    }

    private void delete() {
      List<String> ids = List.copyOf(images.keySet());
      String id = ids.get(random.nextInt(ids.size()));
      CommandRun.ok(CLUSTER, "delete", "-l", id, "--cascade");
      story.add("delete " + id);
      forget(chainOf(id).stream().filter(each -> each.compareTo(id) >= 0).toList());
    }

    private void expire() {
      CommandRun.ok(CLUSTER, "expire", root, "--keep-full", "1");
      story.add("expire");
      String newest = fulls.stream().max(String::compareTo).orElseThrow();
      forget(images.keySet().stream().filter(each -> each.compareTo(newest) < 0).toList());
    }

    private void forget(List<String> ids) {
      List<String> gone = List.copyOf(ids);
      gone.forEach(images::remove);
      fulls.removeAll(gone);
      instants.removeIf(instant -> gone.contains(instant.image));
    }

    /** A full image and those that continue it, of which one is named. */
    private List<String> chainOf(String id) {
      return chains().stream().filter(chain -> chain.contains(id)).findFirst().orElseThrow();
    }

    private List<List<String>> chains() {
      List<List<String>> chains = new ArrayList<>();
      for (String id : images.keySet()) {
        if (fulls.contains(id)) {
          chains.add(new ArrayList<>());
        }
        chains.get(chains.size() - 1).add(id);
      }
      return chains;
    }

    private List<String> inSql(String option, String value) {
      return SparkSession.active()
          .read()
          .format("hbase_backup")
          .option("root", root)
          .option(option, value)
          .option("table", table.getNameAsString())
          .option("raw", "true")
          .load()
          .collectAsList()
          .stream()
          .map(
              row ->
                  String.join(
                      " ",
                      Bytes.toStringBinary(row.<byte[]>getAs("row")),
                      row.getAs("family"),
                      Bytes.toStringBinary(row.<byte[]>getAs("qualifier")),
                      row.getAs("timestamp").toString(),
                      row.getAs("type"),
                      Bytes.toStringBinary(row.<byte[]>getAs("value"))))
          .toList();
    }

    private void assertAllComeBack(long seed) throws IOException {
      if (images.isEmpty()) {
        return;
      }
      String listed = CommandRun.ok(CLUSTER, "history", "-p", root, "-n", "100").out();
      TableName copy = TableName.valueOf(table + "_copy");
      for (String id : images.keySet()) {
        assertThat(listed).as("seed %d: %s", seed, story).contains(id);
        CommandRun.ok(CLUSTER, "verify", root, id);
        CommandRun.ok(CLUSTER, "restore", root, id, "-t", table + "", "-m", copy + "");
        assertThat(images.get(id).firstDifference(CellOracle.raw(CLUSTER.connection(), copy)))
            .as("image %s, seed %d: %s", id, seed, story)
            .isEmpty();
        CLUSTER.drop(copy);
        assertThat(inSql("image", id))
            .as("image %s in SQL, seed %d: %s", id, seed, story)
            .isEqualTo(text(images.get(id)));
      }
      for (Instant instant : instants) {
        assertThat(inSql("timestampAsOf", instant.millis + ""))
            .as("moment %s in SQL, seed %d: %s", instant, seed, story)
            .isEqualTo(text(instant.cells));
      }
      if (!instants.isEmpty()) {
        Instant instant = instants.get(random.nextInt(instants.size()));
        String time = instant.millis + "";
        CommandRun.ok(
            CLUSTER, "restore", root, "--to-time", time, "-t", table + "", "-m", copy + "");
        assertThat(instant.cells.firstDifference(CellOracle.raw(CLUSTER.connection(), copy)))
            .as("moment %s, seed %d: %s", instant, seed, story)
            .isEmpty();
        CLUSTER.drop(copy);
      }
      assertThat(listed.lines().filter(line -> line.contains("backup_")))
          .as("seed %d: %s", seed, story)
          .hasSize(images.size());
      Leftovers.assertNone(CLUSTER, root);
    }
  }

  /** A moment between two images. */
  private static final class Instant {
    private final long millis;
    private final TableCells cells;

    /** The one that holds what was written just before and after it. */
    private String image = "";

    private Instant(long millis, TableCells cells) {
      this.millis = millis;
      this.cells = cells;
    }

    @Override
    public String toString() {
      return millis + " in " + image;
    }
  }

  private static List<String> text(TableCells cells) {
    return cells.cells().stream().map(MergeModelTest::text).toList();
  }

  /** A cell but for its tags. */
  private static String text(Cell cell) {
    return String.join(
        " ",
        Bytes.toStringBinary(CellUtil.cloneRow(cell)),
        Bytes.toString(CellUtil.cloneFamily(cell)),
        Bytes.toStringBinary(CellUtil.cloneQualifier(cell)),
        cell.getTimestamp() + "",
        cell.getType().name(),
        Bytes.toStringBinary(CellUtil.cloneValue(cell)));
  }

  private static TableDescriptor keepingAll(TableName name, Random random) {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (String family : List.of("a", "b")) {
      families.add(
          ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes(family))
              .setMaxVersions(Integer.MAX_VALUE)
              .setKeepDeletedCells(KeepDeletedCells.TRUE)
              .setDataBlockEncoding(
                  random.nextBoolean() ? DataBlockEncoding.FAST_DIFF : DataBlockEncoding.NONE)
              .setBlocksize(1024)
              .build());
    }
    return TableDescriptorBuilder.newBuilder(name).setColumnFamilies(families).build();
  }
}
