package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.testing.EmbeddedHBase;
import io.longshore.wal.hbase.WalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream over a cluster whose servers roll, stop and die. */
class ClusterWalSourceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void everyWrittenCellComes(@TempDir Path directory) throws Exception {
    try (WalCluster cluster = WalCluster.start(directory.resolve("hbase"));
        SparkSession spark = LocalSpark.open(Map.of())) {
      EmbeddedHBase hbase = cluster.hbase();
      Map<String, String> options =
          Map.of(
              "rootdir", hbase.configuration().get("hbase.rootdir"), "startingOffsets", "earliest");
      CollectingStream stream = new CollectingStream(spark, directory.resolve("checkpoint"));

      cluster.put("first");
      StreamingQuery query = stream.start(options);
      cluster.roll();
      cluster.put("second");
      await()
          .atMost(PATIENCE)
          .until(() -> qualifiers(stream.rows()).getOrDefault("first", 0L) == WalCluster.CELLS);
      hbase.killRegionServer(hbase.regionServers().get(0));
      cluster.put("third");
      query.stop();
      assertThat(query.exception().isEmpty()).isTrue();

      hbase.addRegionServer();
      cluster.put("fourth");
      hbase.restartRegionServer(hbase.regionServers().get(0));
      StreamingQuery resumed = stream.start(options);
      cluster.put("fifth");
      cluster.roll();
      Set<String> wanted = cluster.cells();
      assertThat(wanted).hasSize(5 * WalCluster.CELLS);
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
                WalCluster.describe(
                    row.getAs("row"),
                    row.getAs("qualifier"),
                    row.<Long>getAs("timestamp"),
                    row.getAs("type"),
                    row.getAs("value")))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
