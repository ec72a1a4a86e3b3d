package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many tasks a backup may run, and how much it may move, holds for its WALs too: the stock
 * tools give neither to the jobs of an incremental backup.
 */
class SortLimitsTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int MEGABYTES = 4;

  private final Admin admin = CLUSTER.admin();
  @TempDir private Path directory;
  private TableName table;
  private String root;

  @BeforeEach
  void writeAfterAFullImage(TestInfo test) throws IOException {
    table = TableName.valueOf(test.getTestMethod().orElseThrow().getName());
    root = directory.resolve("backups").toUri().toString();
    admin.createTable(
        TableDescriptorBuilder.newBuilder(table)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .build(),
        new byte[][] {{1}, {2}, {3}});
    CommandRun.ok(CLUSTER, "create", "full", root, "-t", table + "");
    Random random = new Random(1);
    try (Table client = CLUSTER.connection().getTable(table)) {
      for (int i = 0; i < MEGABYTES * 16; i++) {
        byte[] value = new byte[64 << 10];
        random.nextBytes(value);
        client.put(new Put(new byte[] {(byte) (i % 4), (byte) i}).addColumn(FAMILY, FAMILY, value));
      }
    }
  }

  @AfterEach
  void dropTable() throws IOException {
    CLUSTER.drop(table);
  }

  @Test
  void oneWorkerIsOneTask() {
    List<Integer> tasks = new CopyOnWriteArrayList<>();
    SparkContext spark = SparkSession.active().sparkContext();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageSubmitted(SparkListenerStageSubmitted stage) {
            tasks.add(stage.stageInfo().numTasks());
          }
        };
    spark.addSparkListener(listener);
    try {
      CommandRun.ok(CLUSTER, "create", "incremental", root, "-w", "1");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> tasks.size() >= 2);
    } finally {
      spark.removeSparkListener(listener);
    }
    assertThat(tasks).containsOnly(1);
  }

  @Test
  void aBandwidthOfTheWholeJobIsKept() {
    takesAsLongAsItMust("--bandwidth-total", "1MB/s");
  }

  @Test
  @Tag("long")
  void aBandwidthOfATaskIsKept() {
    takesAsLongAsItMust("-b", "1", "-w", "1");
  }

  /** What is read and what is written both count; the first second's worth may come at once. */
  private void takesAsLongAsItMust(String... limits) {
    String[] line = new String[3 + limits.length];
    System.arraycopy(new String[] {"create", "incremental", root}, 0, line, 0, 3);
    System.arraycopy(limits, 0, line, 3, limits.length);
    long began = System.nanoTime();
    CommandRun.ok(CLUSTER, line);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThan(Duration.ofSeconds(2 * MEGABYTES - 2));
  }
}
