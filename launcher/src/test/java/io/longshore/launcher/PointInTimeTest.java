package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.launcher.Driver.Moment;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.Seconds;
import io.longshore.testing.Seeds;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.SharedStore;
import io.longshore.testing.Step;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupType;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables as they were at moments of which there is no image. */
@Tag("stores")
class PointInTimeTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final long SEED = 7100;
  private static int tables;

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;
  private String root;
  private TableName table;

  /** Null where plain rows are written. */
  private RandomWorkload workload;

  private int rowsWritten;

  /** Ends of seconds with what the table held. */
  private final TreeMap<Long, TableCells> moments = new TreeMap<>();

  @BeforeEach
  void table() throws IOException {
    // A compaction may drop what nobody can see, and would look like a difference.
    admin.compactionSwitch(false, List.of());
    root = SharedStore.get().root(directory, "backups");
    table = TableName.valueOf("in_time_" + tables);
    TableDescriptor descriptor =
        TableDescriptorBuilder.newBuilder(table)
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes("f"))
                    .setMaxVersions(Integer.MAX_VALUE)
                    .setKeepDeletedCells(KeepDeletedCells.TRUE)
                    .build())
            .build();
    admin.createTable(descriptor, new byte[][] {Bytes.toBytes("g"), Bytes.toBytes("p")});
    workload = new RandomWorkload(descriptor, SEED + tables++, steps());
  }

  private static EnumSet<Step> steps() {
    EnumSet<Step> steps = EnumSet.allOf(Step.class);
    steps.removeAll(EnumSet.of(Step.COMPACT, Step.MAJOR_COMPACT));
    return steps;
  }

  @AfterEach
  void drop() throws IOException {
    CLUSTER.drop(table);
    admin.compactionSwitch(true, List.of());
  }

  @Test
  void everyMomentBehindTheNewestImageComesOutOfWals() throws Exception {
    create("full");
    write(3);
    create("incremental");
    write(3);
    TableCells now = CellOracle.raw(CLUSTER.connection(), table);
    assertMomentsComeBack();
    Long last = moments.lastKey();
    CommandRun checked =
        CommandRun.ok(
            CLUSTER,
            "restore",
            root,
            "--to-time",
            last + "",
            "-t",
            table + "",
            "-m",
            table + "_copy",
            "-c");
    assertThat(checked.out()).contains(table + " as it was at ").contains("Nothing was changed");
    // The table is gone: what it was is in the images and the WALs.
    CLUSTER.drop(table);
    assertComesBack(last);
    // Somebody made another one of the name since.
    admin.createTable(
        TableDescriptorBuilder.newBuilder(table)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of("f"))
            .build());
    assertComesBack(last);
    long later = now();
    CommandRun refused =
        CommandRun.of(
            CLUSTER,
            "restore",
            root,
            "--to-time",
            later + "",
            "-t",
            table + "",
            "-m",
            table + "_copy");
    assertThat(refused.err()).contains("made anew");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(now.cells()).isNotEmpty();
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void whatIsNotCoveredIsRefusedWithWhatIs() throws Exception {
    long before = now();
    String full = create("full");
    write(1);
    String incremental = create("incremental");
    CommandRun early = restore(before);
    assertThat(early.status()).isEqualTo(1);
    assertThat(early.err())
        .contains("No image has table " + table + " as it was at " + Instant.ofEpochMilli(before))
        .contains("covered: ")
        .contains(" to " + Instant.ofEpochMilli(Long.parseLong(incremental.substring(7))));
    CommandRun late = restore(System.currentTimeMillis() + 1_000_000);
    assertThat(late.status()).isEqualTo(2);
    assertThat(late.err()).contains("has not come yet");
    CommandRun both =
        CommandRun.of(CLUSTER, "restore", root, full, "--to-time", before + "", "-t", table + "");
    assertThat(both.err()).contains("Both an image and a moment");
    CommandRun none = CommandRun.of(CLUSTER, "restore", root, "--to-time", before + "");
    assertThat(none.err()).contains("Which tables?");
    CommandRun text =
        CommandRun.of(CLUSTER, "restore", root, "--to-time", "soon", "-t", table + "");
    assertThat(text.err()).contains("Cannot read \"soon\" as a time");
    assertThatThrownBy(() -> sql(before)).hasMessageContaining("covered: ");
    long ahead = now();
    assertThatThrownBy(() -> sql(ahead)).hasMessageContaining("covered: ");
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void anImageOfTheStockToolsIsKnownAsAWholeOnly() throws Exception {
    // Of cells that are equal stock keeps any.
    workload = null;
    create("full");
    write(1);
    String stock = Stock.create(CLUSTER, BackupType.INCREMENTAL, root, table);
    assertThatThrownBy(() -> sql(moments.firstKey()))
        .hasMessageContaining("lies within image " + stock);
    TableCells whole = CellOracle.raw(CLUSTER.connection(), table);
    long between = now();
    write(1);
    create("incremental");
    assertThat(count(between)).isEqualTo(whole.cells().size());
    assertComesBack(moments.lastKey());
  }

  @Test
  @Tag("long")
  void whatWasMergedIntoAFullImageIsKnownAsAWholeOnly() throws Exception {
    String full = create("full");
    write(2);
    String incremental = create("incremental");
    assertMomentsComeBack();
    CommandRun.ok(CLUSTER, "merge", "--full", full + "," + incremental);
    assertThatThrownBy(() -> sql(moments.firstKey())).hasMessageContaining("No image has table");
    long settled = now();
    write(1);
    create("incremental");
    assertThat(count(settled)).isPositive();
    assertComesBack(moments.lastKey());
  }

  @Test
  void anImageThatIsMadeMeanwhileIsNotPassedOver() throws Exception {
    create("full");
    write(1);
    Long moment = moments.lastKey();
    Driver.Running killed = Driver.killAt(CLUSTER, Moment.STARTED, "copy-files", command(moment));
    assertThat(killed.status()).as(killed.said()).isEqualTo(137);
    String image = create("incremental");
    CommandRun resumed = CommandRun.of(CLUSTER, "restore", root, "--resume");
    assertThat(resumed.status()).isEqualTo(12);
    assertThat(resumed.err()).contains(image + " of table " + table + " was made since");
    assertComesBack(moment);
    Leftovers.assertNone(CLUSTER, root);
  }

  @Test
  void aFamilyThatIsNewerThanTheFullImageIsNotLeftOut() throws Exception {
    create("full");
    long before = now();
    admin.addColumnFamily(table, ColumnFamilyDescriptorBuilder.of("later"));
    try (Table rows = CLUSTER.connection().getTable(table)) {
      byte[] any = Bytes.toBytes("any");
      rows.put(new Put(any).addColumn(Bytes.toBytes("later"), any, any));
    }
    CommandRun refused = restore(now());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("column families were added since the full image");
    CommandRun.ok(CLUSTER, command(before));
    CLUSTER.drop(TableName.valueOf(table + "_copy"));
    Leftovers.assertNone(CLUSTER, root);
  }

  static Stream<String> stepsOfARestore() {
    return Seeds.some(List.of("copy-files", "load-images"));
  }

  @ParameterizedTest
  @MethodSource("stepsOfARestore")
  void aRestoreThatIsKilledGoesOn(String step) throws Exception {
    create("full");
    write(1);
    create("incremental");
    write(1);
    for (Long moment : moments.keySet()) {
      Driver.Running killed = Driver.killAt(CLUSTER, Moment.EXECUTED, step, command(moment));
      assertThat(killed.status()).as(killed.said()).isEqualTo(137);
      CommandRun.ok(CLUSTER, "restore", root, "--resume");
      assertIsBack(moment);
    }
    Leftovers.assertNone(CLUSTER, root);
  }

  /** Writes, and keeps what the table held at the end of each second. */
  private void write(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      change(12);
      long end = Seconds.next();
      TableCells cells = CellOracle.raw(CLUSTER.connection(), table);
      Seconds.await(end);
      moments.put(end - 1, cells);
      change(4);
    }
  }

  private void change(int steps) throws Exception {
    if (workload != null) {
      workload.run(CLUSTER.connection(), steps);
      return;
    }
    try (Table rows = CLUSTER.connection().getTable(table)) {
      for (int i = 0; i < steps; i++) {
        byte[] row = Bytes.toBytes(rowsWritten++);
        rows.put(new Put(row).addColumn(Bytes.toBytes("f"), row, row));
      }
    }
  }

  /** A moment that is told apart from what came before it and what comes next. */
  private static long now() throws InterruptedException {
    long now = Seconds.awaitNext();
    Seconds.awaitNext();
    return now;
  }

  private void assertMomentsComeBack() throws Exception {
    for (Long moment : moments.keySet()) {
      assertComesBack(moment);
    }
  }

  private void assertComesBack(Long moment) throws IOException {
    CommandRun run = restore(moment);
    assertThat(run.status()).as("%s", run).isZero();
    assertIsBack(moment);
  }

  private void assertIsBack(Long moment) throws IOException {
    TableName copy = TableName.valueOf(table + "_copy");
    assertThat(moments.get(moment).firstDifference(CellOracle.raw(CLUSTER.connection(), copy)))
        .as("%s, moment %d", workload, moment)
        .isEmpty();
    CLUSTER.drop(copy);
  }

  private CommandRun restore(long moment) {
    return CommandRun.of(CLUSTER, command(moment));
  }

  private String[] command(long moment) {
    return new String[] {
      "restore", root, "--to-time", moment + "", "-t", table + "", "-m", table + "_copy"
    };
  }

  private String create(String type) {
    return CommandRun.ok(CLUSTER, "create", type, root, "-t", table + "").imageId();
  }

  private long count(long moment) {
    return SparkSession.active()
        .read()
        .format("hbase_backup")
        .options(Map.of("root", root, "table", table + "", "raw", "true"))
        .option("timestampAsOf", moment + "")
        .load()
        .count();
  }

  private void sql(long moment) {
    count(moment);
  }
}
