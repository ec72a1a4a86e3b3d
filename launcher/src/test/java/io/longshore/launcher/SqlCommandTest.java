package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code longshore sql} over a cluster's snapshots. */
class SqlCommandTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("sqlcommand");
  private static final byte[] FAMILY = Bytes.toBytes("f");

  @BeforeAll
  static void takeSnapshots() throws IOException {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .setValue("longshore.columns", "id string :key, n long f:n, what binary f:what")
                .build());
    put("a", 1);
    CLUSTER.admin().snapshot("sqlcommand-1", TABLE);
    put("b;", 2);
    CLUSTER.admin().snapshot("sqlcommand-2", TABLE);
  }

  @AfterAll
  static void dropAll() throws IOException {
    CLUSTER.admin().deleteSnapshots(Pattern.compile("sqlcommand-.*"));
    CLUSTER.drop(TABLE);
  }

  private static void put(String row, long n) throws IOException {
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      table.put(
          new Put(Bytes.toBytes(row))
              .addColumn(FAMILY, Bytes.toBytes("n"), Bytes.toBytes(n))
              .addColumn(FAMILY, Bytes.toBytes("what"), new byte[] {'x', 0}));
    }
  }

  @Test
  void theNewestSnapshotIsReadUnlessAnotherIsNamed() {
    CommandRun run =
        CommandRun.ok(
            CLUSTER,
            "sql",
            "--output",
            "csv",
            "-e",
            "SELECT * FROM snapshots.default.sqlcommand;"
                + " SELECT count(*) AS n FROM snapshots.default.sqlcommand VERSION AS OF"
                + " 'sqlcommand-1'");
    assertThat(run.out()).isEqualTo("id,n,what\na,1,x\\x00\nb;,2,x\\x00\nn\n1\n");
  }

  @Test
  void tablesAndJsonAreForPeopleAndPrograms(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("script.sql");
    Files.writeString(
        file, "-- which; rows\nSELECT id, n FROM snapshots.default.sqlcommand WHERE id = 'b;';\n");
    assertThat(CommandRun.ok(CLUSTER, "sql", "-f", file.toString()).out())
        .isEqualTo("id  n\nb;  2\n");
    assertThat(CommandRun.ok(CLUSTER, "sql", "--output", "json", "-f", file.toString()).out())
        .isEqualTo("{\"id\":\"b;\",\"n\":2}\n");
  }

  @Test
  void csvKeepsBlanksAndQuotesAndColumnsOfOneName() {
    assertThat(
            CommandRun.ok(
                    CLUSTER,
                    "sql",
                    "--output",
                    "csv",
                    "-e",
                    "SELECT ' a ' AS x, 'say \"no\", twice' AS x, CAST(NULL AS INT) AS y")
                .out())
        .isEqualTo("x,x,y\n a ,\"say \"\"no\"\", twice\",\n");
  }

  @Test
  void tablesAreListedAndDescribed() {
    assertThat(CommandRun.ok(CLUSTER, "sql", "-e", "SHOW TABLES IN snapshots.default").out())
        .contains("sqlcommand");
    assertThat(CommandRun.ok(CLUSTER, "sql", "-e", "DESCRIBE snapshots.default.sqlcommand").out())
        .contains("bigint");
  }

  @Test
  void whatSparkDoesNotUnderstandIsSaidWithoutATrace() {
    CommandRun run = CommandRun.of(CLUSTER, "sql", "-e", "SELECT * FROM snapshots.default.nowhere");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("nowhere").doesNotContain("\tat ");
    CommandRun syntax = CommandRun.of(CLUSTER, "sql", "-e", "SELEKT 1");
    assertThat(syntax.status()).isEqualTo(2);
    assertThat(syntax.err()).contains("SELEKT").doesNotContain("\tat ");
  }

  @Test
  void anUnknownSnapshotNamesTheNearest() {
    CommandRun run =
        CommandRun.of(
            CLUSTER,
            "sql",
            "-e",
            "SELECT * FROM snapshots.default.sqlcommand VERSION AS OF 'sqlcommand-3'");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("There is no snapshot sqlcommand-3").contains("Did you mean");
  }
}
