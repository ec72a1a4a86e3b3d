package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the guide tell a reader to run does run, as it stands there. */
class GuideTest {
  private static final Path REPOSITORY = Path.of(System.getProperty("longshore.repository"));

  @TempDir private static Path directory;
  private static EmbeddedHBase cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = EmbeddedHBase.builder(directory.resolve("hbase")).eagerCleaners().start();
    Files.createDirectories(directory.resolve("conf"));
    cluster.writeConfiguration(directory.resolve("conf"));
    try (Admin admin = cluster.admin()) {
      admin.createTable(
          TableDescriptorBuilder.newBuilder(TableName.valueOf("orders"))
              .setColumnFamily(ColumnFamilyDescriptorBuilder.of("d"))
              .build());
    }
    try (Table table = cluster.connection().getTable(TableName.valueOf("orders"))) {
      for (int i = 0; i < 1000; i++) {
        table.put(
            new Put(Bytes.toBytes("order-" + i))
                .addColumn(Bytes.toBytes("d"), Bytes.toBytes("amount"), Bytes.toBytes(i)));
      }
    }
    try (Admin admin = cluster.admin()) {
      admin.snapshot("nightly", TableName.valueOf("orders"));
    }
  }

  @AfterAll
  static void stopCluster() throws IOException {
    cluster.close();
  }

  @Test
  void theReadmesDemoRuns() throws Exception {
    List<String> blocks = CommandBlocks.of(REPOSITORY.resolve("README.md"));
    assertThat(blocks).anyMatch(block -> block.strip().equals("./longshore demo"));
    assertThat(blocks).anyMatch(block -> block.strip().equals("mvn verify"));
    String said = bash("./longshore demo");
    assertThat(said).contains("all 467,998 cells are as they were");
    assertThat(said).doesNotContain(" WARN ").doesNotContain(" ERROR ");
  }

  @Test
  void theReadmesTestCommandIsWhatCiRuns() throws IOException {
    assertThat(Files.readString(REPOSITORY.resolve(".ci/run"))).contains("mvn -B -ntp verify");
  }

  @Test
  void theQuickstartRuns() throws Exception {
    runPage("docs/quickstart.md");
  }

  @Test
  void theRestoreDrillRuns() throws Exception {
    runPage("docs/restore-drill.md");
  }

  @Test
  void theSqlPageRuns() throws Exception {
    assertThat(runPage("docs/sql.md")).contains("order-0");
  }

  @Test
  void theMergePageRuns() throws Exception {
    assertThat(runPage("docs/merge.md")).contains("1000");
  }

  private static String runPage(String page) throws Exception {
    List<String> blocks = CommandBlocks.of(REPOSITORY.resolve(page));
    assertThat(blocks).isNotEmpty();
    // One shell for the page: later blocks use what earlier ones set.
    return bash(String.join("\n", blocks));
  }

  private static String bash(String commands) throws IOException, InterruptedException {
    Path script = Files.createTempFile(directory, "commands", ".sh");
    Files.writeString(script, "set -euxo pipefail\n" + commands);
    Path said = Files.createTempFile(directory, "said", ".txt");
    ProcessBuilder shell =
        new ProcessBuilder("bash", script.toString())
            .directory(REPOSITORY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    shell.environment().put("HBASE_CONF_DIR", directory.resolve("conf").toString());
    shell.environment().put("ROOT", directory.resolve("backups").toUri().toString());
    shell.environment().merge("PATH", REPOSITORY.toString(), (path, here) -> here + ":" + path);
    shell.environment().remove("SPARK_HOME");
    Process process = shell.start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    String output = Files.readString(said);
    assertThat(ended).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
