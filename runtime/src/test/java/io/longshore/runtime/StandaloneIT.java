package io.longshore.runtime;

import static io.longshore.runtime.Longshore.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of job on Spark's standalone cluster, with the command as the driver. */
class StandaloneIT {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("standalone");
  private static final TableName AGAIN = TableName.valueOf("standalone_again");
  private static final byte[] FAMILY = Bytes.toBytes("f");

  @TempDir private Path directory;

  @Test
  void backupsAreMadeMergedReadAndRestored() throws Exception {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build(),
            new byte[][] {Bytes.toBytes("row-3"), Bytes.toBytes("row-6")});
    Path conf = CLUSTER.writeConfiguration(directory.resolve("conf"));
    String root = directory.resolve("backups").toUri().toString();
    SparkHome home =
        SparkHome.install(
            directory.resolve("spark"),
            List.of(
                "spark.driver.host 127.0.0.1",
                "spark.driver.bindAddress 127.0.0.1",
                "spark.driver.memory 512m",
                "spark.executor.memory 512m"));
    try (StandaloneCluster spark = StandaloneCluster.start(home, directory, 2)) {
      Longshore submission = new Longshore(home, conf, List.of("--master", spark.master()));
      write(0);
      String full = id(submission.ok("create", "full", root, "-t", TABLE + ""));
      write(1);
      TableCells expected = CellOracle.visible(CLUSTER.connection(), TABLE);
      String next =
          id(submission.ok("create", "incremental", root, "--bandwidth-total", "100MB/s"));
      assertThat(submission.ok("verify", root, next, "--deep")).contains("is good");
      submission.ok("restore", root, next, "-t", TABLE + "", "-m", AGAIN + "");
      assertThat(expected.firstDifference(CellOracle.visible(CLUSTER.connection(), AGAIN)))
          .isEmpty();
      submission.ok("merge", "--full", full + "," + next);
      assertThat(
              submission.ok(
                  "sql",
                  "--backup-root",
                  root,
                  "--output",
                  "csv",
                  "-e",
                  "SELECT count(*) AS rows FROM backups.default." + TABLE))
          .isEqualTo("rows\n1000\n");
      inClusterMode(submission, root);
      withTooLittleMemory(submission);
    } finally {
      CLUSTER.drop(TABLE);
      CLUSTER.drop(AGAIN);
    }
  }

  /** Spark says nothing of how the driver ended: the root does. */
  private void inClusterMode(Longshore submission, String root) throws Exception {
    submission.ok("create", "incremental", root, "--run-id", "nightly", "--deploy-mode", "cluster");
    Longshore here = new Longshore(submission.spark(), submission.conf(), List.of());
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> here.ok("history", "-p", root).contains("INCREMENTAL"));
  }

  /** A text that no executor has room for. */
  private static void withTooLittleMemory(Longshore submission) throws Exception {
    Longshore.Run run =
        submission.run(
            "sql", "-e", "SELECT max(length(repeat(string(id), 1000000000))) FROM range(2)");
    assertThat(run.exits(1).err())
        .contains("Executors ran out of memory", "spark.executor.memory=4g")
        .doesNotContain("\tat ");
  }

  private static void write(int round) throws IOException {
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      for (int i = round; i < 1000; i += 1 + round) {
        table.put(
            new Put(Bytes.toBytes(String.format("row-%03d", i)))
                .addColumn(FAMILY, Bytes.toBytes("n"), Bytes.toBytes(i + round)));
      }
    }
  }
}
