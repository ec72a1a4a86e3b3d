package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.jobs.SparkSessions;
import io.longshore.jobs.sort.SortCase.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More WALs than fit into the memory of the tasks, all of them of one region. */
class WalSortSpillTest {
  private static final TableName TABLE = TableName.valueOf("hot");
  private static final int RANGES = 6;
  private static final int WALS = 3;
  private static final int ENTRIES_A_WAL = 2400;
  private static final int CELLS_AN_ENTRY = 10;
  private static final int VALUE = 1000;

  /** More than a page of the little memory. */
  private static final int LARGE_VALUE = 2 << 20;

  @TempDir Path directory;
  private SparkSession spark;
  private final Spilled spilled = new Spilled();

  /**
   * @param direct up to how many ranges Spark writes a file for each, rather than sorting records
   *     by their ranges in memory
   */
  private void start(int direct) {
    spark =
        SparkSessions.open(
            "local[2]",
            Map.of(
                "spark.testing.memory", Integer.toString(24 << 20),
                "spark.testing.reservedMemory", "0",
                "spark.shuffle.sort.bypassMergeThreshold", Integer.toString(direct),
                "spark.default.parallelism", Integer.toString(RANGES)));
    spark.sparkContext().addSparkListener(spilled);
  }

  @AfterEach
  void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200})
  void aHotRegionIsCutIntoFilesThatDoNotOverlapAndWhatDoesNotFitIsSpilled(int direct)
      throws IOException {
    start(direct);
    SortCase sort = new SortCase(directory);
    sort.table(
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of("f"))
            .build());
    Random random = new Random(5);
    for (int wal = 0; wal < WALS; wal++) {
      sort.wal(entries(random, wal));
    }

    WalSort.Result result = sort.sort(spark);
    // Spark tells its listeners a moment later.
    spark.stop();

    SortedCells actual = sort.actual(result, TABLE, "f");
    assertThat(actual.cells()).isEqualTo(sort.expected(TABLE, "f"));
    assertThat(actual.files()).hasSize(RANGES);
    assertThat(actual.overlap()).isFalse();
    long even = actual.cells().size() / RANGES;
    assertThat(actual.files())
        .allSatisfy(file -> assertThat((long) file.cells().size()).isBetween(even / 2, even * 2));
    assertThat(spilled.memory).hasPositiveValue();
    assertThat(spilled.disk).hasPositiveValue();
  }

  /** Spread over all rows, some of them written again in another WAL. */
  private static List<Entry> entries(Random random, int wal) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < ENTRIES_A_WAL; i++) {
      List<KeyValue> cells = new ArrayList<>();
      for (int j = 0; j < CELLS_AN_ENTRY; j++) {
        byte[] value = new byte[random.nextInt(10_000) == 0 ? LARGE_VALUE : VALUE];
        random.nextBytes(value);
        cells.add(
            new KeyValue(
                Bytes.toBytes(random.nextInt(200_000)),
                Bytes.toBytes("f"),
                Bytes.toBytes("q"),
                1,
                value));
      }
      long sequence = wal * ENTRIES_A_WAL + i + 1;
      entries.add(new Entry(TABLE, sequence, 1000 * sequence, cells));
    }
    return entries;
  }

  private static final class Spilled extends SparkListener {
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong disk = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      if (task.taskMetrics() != null) {
        memory.addAndGet(task.taskMetrics().memoryBytesSpilled());
        disk.addAndGet(task.taskMetrics().diskBytesSpilled());
      }
    }
  }
}
