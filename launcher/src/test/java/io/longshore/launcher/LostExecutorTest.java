package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors of their own, as on a cluster: tasks run twice, and one of them dies in the middle of
 * its files. Whatever its tasks left, HBase's own restore takes every file it finds in an image.
 */
class LostExecutorTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();

  @Test
  void anImageIsRightThoughTasksRanTwiceAndAnExecutorWasKilled(@TempDir Path directory)
      throws Exception {
    TableName name = TableName.valueOf("lost_1");
    LargeTable.create(CLUSTER, name);
    TableCells source = CellOracle.raw(CLUSTER.connection(), name);
    String root = directory.resolve("backups").toUri().toString();
    List<String> line =
        new ArrayList<>(
            List.of(
                "create",
                "full",
                root,
                "-t",
                "lost_1",
                // It goes on until another executor is there in place of the lost one.
                "--bandwidth-total",
                "256KB/s",
                // Three tasks for two executors: one has nothing to do but the other's work.
                "-w",
                "3",
                "-Dspark.extraListeners=" + TaskWitness.class.getName(),
                "-Dspark.speculation=true",
                "-Dspark.speculation.efficiency.enabled=false",
                "-Dspark.speculation.interval=50ms",
                "-Dspark.speculation.multiplier=0.1",
                "-Dspark.speculation.quantile=0.1",
                "-Dspark.speculation.minTaskRuntime=50ms"));
    String said;
    try (SparkCluster spark = new SparkCluster(directory.resolve("spark"))) {
      line.addAll(spark.options());
      Driver.Running create = Driver.start(CLUSTER, line.toArray(String[]::new));
      Awaitility.await("two tasks")
          .atMost(Duration.ofSeconds(60))
          .until(() -> create.said().lines().filter(TaskWitness.TASK::equals).count() >= 2);
      spark.executors().get(0).destroyForcibly();
      assertThat(create.status()).as(create.said()).isZero();
      said = create.said();
    }
    assertThat(said).contains(TaskWitness.SPECULATIVE, TaskWitness.LOST);

    String id = said.lines().filter(word -> word.startsWith("backup_")).findFirst().orElseThrow();
    id = id.substring(0, id.indexOf(':'));
    Leftovers.assertNone(CLUSTER, root);
    CommandRun.ok(CLUSTER, "verify", root, id);
    TableName byStock = TableName.valueOf("lost_1_stock");
    Stock.restore(CLUSTER, root, id, name, byStock);
    assertThat(source.firstDifference(CellOracle.raw(CLUSTER.connection(), byStock))).isEmpty();
    CommandRun.ok(CLUSTER, "restore", root, id, "-t", "lost_1", "-m", "lost_1_copy");
    assertThat(
            source.firstDifference(
                CellOracle.raw(CLUSTER.connection(), TableName.valueOf("lost_1_copy"))))
        .isEmpty();
  }
}
