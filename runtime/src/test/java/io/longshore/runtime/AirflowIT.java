package io.longshore.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * The DAGs, as far as that can be told without Airflow: loaded with a stand-in that takes no other
 * arguments than Airflow does, rendered by Jinja, their command lines run against a cluster.
 */
class AirflowIT {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("airflow");
  private static final TableName SCRATCH = TableName.valueOf("airflow_drill");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DAGS = Path.of("../launcher/airflow/dags").toAbsolutePath();
  private static final Path STAND_IN = Path.of("src/test/python/run_dag.py").toAbsolutePath();

  @TempDir static Path directory;

  private static Python python;
  private static ObjectNode variables;

  @BeforeAll
  static void start() throws Exception {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
    CLUSTER.writeConfiguration(directory.resolve("conf"));
    python = Python.with(Files.createDirectories(directory.resolve("python")));
    ObjectNode settings =
        JSON.createObjectNode()
            .put("command", System.getProperty("longshore.distribution") + "/bin/longshore")
            .put("root", directory.toUri() + "backups")
            .put("tables", TABLE + "")
            .put("drill_tables", TABLE + "")
            .put("scratch_tables", SCRATCH + "")
            .put("export_to", directory.toUri() + "export");
    variables = JSON.createObjectNode().set("longshore", settings);
  }

  @AfterAll
  static void drop() throws IOException {
    for (TableName table : new TableName[] {TABLE, SCRATCH}) {
      CLUSTER.drop(table);
    }
  }

  @Test
  void theDagsDoWhatTheySayAndMayBeTriedAgain() throws Exception {
    write("a");
    String full = task(run("longshore_hourly", "first"), "incremental", "success", "id");
    assertThat(task(run("longshore_hourly", "first"), "incremental", "success", "id"))
        .isEqualTo(full);
    JsonNode nothing = run("longshore_hourly", "second");
    task(nothing, "incremental", "skipped", null);

    write("b");
    String next = task(run("longshore_hourly", "third"), "incremental", "success", "id");
    assertThat(task(run("longshore_hourly", "third"), "incremental", "success", "id"))
        .isEqualTo(next);

    JsonNode merged = run("longshore_weekly_merge", "weekly");
    assertThat(task(merged, "merge", "success", "id")).isNotEqualTo(next);
    task(merged, "verify", "success", "id");
    task(run("longshore_weekly_merge", "weekly"), "merge", "skipped", null);

    for (int i = 0; i < 2; i++) {
      JsonNode drill = run("longshore_restore_drill", "drill");
      task(drill, "verify", "success", "id");
      task(drill, "restore", "success", "session");
      assertThat(
              CellOracle.visible(CLUSTER.connection(), TABLE)
                  .firstDifference(CellOracle.visible(CLUSTER.connection(), SCRATCH)))
          .isEmpty();
    }

    JsonNode nightly = run("longshore_nightly", "night");
    String night = task(nightly, "full", "success", "id");
    task(nightly, "verify", "success", "id");
    task(nightly, "expire", "success", null);
    assertThat(task(run("longshore_nightly", "night"), "full", "success", "id")).isEqualTo(night);

    CLUSTER.admin().snapshot("airflow-1", TABLE);
    for (int i = 0; i < 2; i++) {
      task(
          run("longshore_export", "export", "{\"snapshot\":\"airflow-1\"}"),
          "export",
          "success",
          null);
    }
    CLUSTER.admin().deleteSnapshot("airflow-1");
  }

  @Test
  void whatCannotSucceedIsNotTriedAgain() throws Exception {
    ObjectNode other = variables.deepCopy();
    ((ObjectNode) other.get("longshore")).put("root", directory.toUri() + "nothing-there");
    JsonNode drill = run("longshore_restore_drill", "drill", "{}", other);
    JsonNode verify = task(drill, "verify", "failed");
    assertThat(verify.get("why").asText()).contains("there is no backup root");
    task(drill, "restore", "upstream", null);

    ((ObjectNode) other.get("longshore")).put("tables", "no_such_table");
    task(run("longshore_nightly", "night", "{}", other), "full", "up_for_retry");
  }

  private static JsonNode run(String dag, String runId) throws Exception {
    return run(dag, runId, "{}");
  }

  private static JsonNode run(String dag, String runId, String params) throws Exception {
    return run(dag, runId, params, variables);
  }

  private static JsonNode run(String dag, String runId, String params, JsonNode variables)
      throws Exception {
    Path said = Files.createTempFile(directory, "said", ".txt");
    ProcessBuilder script =
        python
            .script(STAND_IN, DAGS.toString(), dag, runId, variables.toString(), params)
            .redirectError(said.toFile());
    script.environment().put("HBASE_CONF_DIR", directory.resolve("conf").toString());
    script.environment().remove("SPARK_HOME");
    Process process = script.start();
    JsonNode tasks = JSON.readTree(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    ((ObjectNode) tasks).put("said", Files.readString(said));
    return tasks;
  }

  private static JsonNode task(JsonNode tasks, String name, String state) {
    JsonNode task = tasks.get(name);
    assertThat(task.get("state").asText()).as(tasks.get("said").asText()).isEqualTo(state);
    assertThat(task.get("pool").asText()).isEqualTo("longshore");
    return task;
  }

  /** What a task returned under a name; null for none. */
  private static String task(JsonNode tasks, String name, String state, String field) {
    JsonNode task = task(tasks, name, state);
    return field == null ? null : task.get("xcom").get(field).asText();
  }

  private static void write(String row) throws IOException {
    try (Table table = CLUSTER.connection().getTable(TABLE)) {
      table.put(new Put(Bytes.toBytes(row)).addColumn(FAMILY, null, Bytes.toBytes(row)));
    }
  }
}
