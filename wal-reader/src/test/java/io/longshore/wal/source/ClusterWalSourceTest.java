package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream over a cluster whose servers roll, stop and die. */
class ClusterWalSourceTest {
  private static final TableName TABLE = TableName.valueOf("wals");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void everyWrittenCellComes(@TempDir Path directory) throws Exception {
    try (EmbeddedHBase cluster =
            EmbeddedHBase.builder(directory.resolve("hbase"))
                .regionServers(2)
                .set("hbase.master.logcleaner.ttl", "600000000")
                .start();
        SparkSession spark = LocalSpark.open(Map.of())) {
      Map<String, String> options =
          Map.of(
              "rootdir",
              cluster.configuration().get("hbase.rootdir"),
              "startingOffsets",
              "earliest");
      cluster
          .admin()
          .createTable(
              TableDescriptorBuilder.newBuilder(TABLE)
                  .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                  .build(),
              new byte[][] {Bytes.toBytes("row-3"), Bytes.toBytes("row-6")});
      CollectingStream stream = new CollectingStream(spark, directory.resolve("checkpoint"));

      put(cluster, "first");
      StreamingQuery query = stream.start(options);
      roll(cluster);
      put(cluster, "second");
      await()
          .atMost(PATIENCE)
          .until(() -> qualifiers(stream.rows()).getOrDefault("first", 0L) == 100);
      cluster.killRegionServer(cluster.regionServers().get(0));
      put(cluster, "third");
      query.stop();
      assertThat(query.exception().isEmpty()).isTrue();

      cluster.addRegionServer();
      put(cluster, "fourth");
      cluster.restartRegionServer(cluster.regionServers().get(0));
      StreamingQuery resumed = stream.start(options);
      put(cluster, "fifth");
      roll(cluster);
      Set<String> wanted =
          CellOracle.raw(cluster.connection(), TABLE).cells().stream()
              .map(ClusterWalSourceTest::describe)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(wanted).hasSize(500);
      await()
          .atMost(PATIENCE)
          .until(() -> !resumed.isActive() || describe(stream.rows()).containsAll(wanted));
      assertThat(resumed.exception().isEmpty()).isTrue();
      resumed.stop();
      assertThat(describe(stream.rows())).isEqualTo(wanted);
      assertThat(stream.rows().stream().map(row -> row.<String>getAs("family")))
          .as("markers are no data")
          .doesNotContain("METAFAMILY");

      Dataset<Row> batch =
          spark
              .read()
              .format("hbase_wal")
              .option("rootdir", options.get("rootdir"))
              .load()
              .filter("table = 'wals'");
      assertThat(describe(batch.collectAsList())).isEqualTo(wanted);
    }
  }

  private static void roll(EmbeddedHBase cluster) throws IOException {
    for (ServerName server : cluster.regionServers()) {
      cluster.admin().rollWALWriter(server);
    }
  }

  private static void put(EmbeddedHBase cluster, String qualifier) throws IOException {
    try (Table table = cluster.connection().getTable(TABLE)) {
      List<Put> puts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        byte[] row = Bytes.toBytes("row-" + i);
        puts.add(new Put(row).addColumn(FAMILY, Bytes.toBytes(qualifier), row));
      }
      table.put(puts);
    }
  }

  private static Map<String, Long> qualifiers(Collection<Row> rows) {
    return rows.stream()
        .filter(row -> row.<String>getAs("table").equals("wals"))
        .collect(
            Collectors.groupingBy(
                row -> Bytes.toString(row.<byte[]>getAs("qualifier")), Collectors.counting()));
  }

  private static Set<String> describe(Collection<Row> rows) {
    return rows.stream()
        .filter(row -> row.<String>getAs("table").equals("wals"))
        .map(
            row ->
                Bytes.toString(row.<byte[]>getAs("row"))
                    + " "
                    + Bytes.toString(row.<byte[]>getAs("qualifier"))
                    + " "
                    + row.<Long>getAs("timestamp")
                    + " "
                    + row.<String>getAs("type")
                    + " "
                    + Bytes.toString(row.<byte[]>getAs("value")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String describe(Cell cell) {
    return Bytes.toString(CellUtil.cloneRow(cell))
        + " "
        + Bytes.toString(CellUtil.cloneQualifier(cell))
        + " "
        + cell.getTimestamp()
        + " "
        + cell.getType()
        + " "
        + Bytes.toString(CellUtil.cloneValue(cell));
  }
}
