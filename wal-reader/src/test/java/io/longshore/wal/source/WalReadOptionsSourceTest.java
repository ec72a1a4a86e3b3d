package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

/** The options as they are documented in docs/wal-feed.md. */
class WalReadOptionsSourceTest {
  @Test
  void withoutOptionsTheSessionsClusterIsReadFromNowOn() {
    Configuration session = new Configuration(false);
    session.set("hbase.rootdir", "hdfs://one/hbase");
    WalReadOptions options = WalReadOptions.of(new CaseInsensitiveStringMap(Map.of()), session);
    assertThat(options.place()).isEqualTo("hdfs://one/hbase");
    assertThat(options.paths()).isEmpty();
    assertThat(options.startAtLatest()).isTrue();
    assertThat(options.maxFilesPerTrigger()).isEmpty();
    assertThat(options.failOnDataLoss()).isTrue();
    assertThat(options.maxClockSkew()).isEqualTo(30_000);
  }

  @Test
  void everyOptionIsTaken() {
    Configuration session = new Configuration(false);
    session.set("hbase.wal.dir", "hdfs://one/wals");
    Map<String, String> given =
        Map.of(
            "rootdir", "hdfs://two/hbase",
            "startingOffsets", "earliest",
            "maxFilesPerTrigger", "7",
            "failOnDataLoss", "false",
            "hbase.master.maxclockskew", "1000",
            "hbase.crypto.master.key.name", "Theirs");
    WalReadOptions options = WalReadOptions.of(new CaseInsensitiveStringMap(given), session);
    assertThat(options.place()).isEqualTo("hdfs://two/hbase");
    assertThat(options.startAtLatest()).isFalse();
    assertThat(options.maxFilesPerTrigger()).hasValue(7);
    assertThat(options.failOnDataLoss()).isFalse();
    assertThat(options.maxClockSkew()).isEqualTo(1000);
    assertThat(options.conf().get("hbase.crypto.master.key.name")).isEqualTo("Theirs");
  }

  @Test
  void aListIsCutWhereTheNextPathBegins() {
    String directory = "/hbase/WALs/host,16020,1732150000000";
    assertThat(paths(directory)).containsExactly(new Path(directory));
    assertThat(paths(directory + ", /more,hdfs://two/x"))
        .containsExactly(new Path(directory), new Path("/more"), new Path("hdfs://two/x"));
  }

  private static List<Path> paths(String path) {
    Map<String, String> given = new HashMap<>(Map.of("path", path));
    return WalReadOptions.of(new CaseInsensitiveStringMap(given), new Configuration(false)).paths();
  }
}
