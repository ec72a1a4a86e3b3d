package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/wal-feed.md says. */
class WalFeedPageSourceTest {
  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page =
        Files.readString(
            Path.of(System.getProperty("longshore.repository")).resolve("docs/wal-feed.md"));
  }

  @Test
  void hasEveryColumnWithItsType() {
    List<String> rows =
        Pattern.compile("\\| `(\\w+)` \\| (string|binary|bigint|timestamp) \\|")
            .matcher(page)
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    List<String> columns =
        Arrays.stream(WalColumn.schema().fields())
            .map((StructField field) -> field.name() + " " + field.dataType().catalogString())
            .toList();
    assertThat(rows).isEqualTo(columns);
  }

  @Test
  void hasEveryOption() {
    for (String option :
        new String[] {
          WalReadOptions.ROOTDIR,
          WalReadOptions.PATH,
          WalReadOptions.STARTING_OFFSETS,
          WalReadOptions.MAX_FILES_PER_TRIGGER,
          WalReadOptions.FAIL_ON_DATA_LOSS
        }) {
      assertThat(page).contains("| `" + option + "`");
    }
  }

  @Test
  void itsOffsetIsOne() {
    Matcher json = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(json.find()).isTrue();
    assertThat(WalOffset.of(json.group(1)).files()).hasSize(2);
  }

  @Test
  void itsSqlRuns(@TempDir Path directory) throws IOException {
    TestRoot root = new TestRoot(directory.resolve("hbase"));
    root.write(Kind.PLAIN, TestRoot.name(16020, TestRoot.WRITTEN), 1, 5);
    Matcher sql = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(sql.find()).isTrue();
    String[] statements =
        sql.group(1).replace("hdfs://nameservice/hbase", root.uri()).strip().split(";");
    try (SparkSession spark = LocalSpark.open(Map.of())) {
      spark.sql(statements[0]);
      assertThat(spark.sql(statements[1]).collectAsList()).isEmpty();
      assertThat(spark.sql(statements[1]).queryExecution().executedPlan().toString())
          .contains("PushedFilters: [table = 'sales:orders', write_time >= ")
          .contains("write_time <= ");
      assertThat(spark.table("wal").collectAsList()).isNotEmpty();
    }
  }
}
