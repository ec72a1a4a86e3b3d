package io.longshore.snapshot.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a million cells, read by a process with a gigabyte of heap. */
class WideRowsTest {
  private static final EmbeddedHBase CLUSTER = SharedCluster.get();
  private static final TableName TABLE = TableName.valueOf("widerows");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int ROWS = 2;
  private static final int CELLS = 1_000_000;
  private static final int CELLS_A_PUT = 2000;

  @TempDir Path directory;

  @BeforeAll
  static void load() throws IOException {
    CLUSTER
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build());
    try (BufferedMutator table = CLUSTER.connection().getBufferedMutator(TABLE)) {
      for (int row = 0; row < ROWS; row++) {
        for (int cell = 0; cell < CELLS; cell += CELLS_A_PUT) {
          Put put = new Put(Bytes.toBytes("row-" + row));
          for (int i = cell; i < cell + CELLS_A_PUT; i++) {
            put.addColumn(FAMILY, Bytes.toBytes(i), Bytes.toBytes("value " + i));
          }
          table.mutate(put);
        }
      }
    }
    CLUSTER.admin().snapshot("widerows-1", TABLE);
  }

  @AfterAll
  static void drop() throws IOException {
    CLUSTER.admin().deleteSnapshots(Pattern.compile("widerows-.*"));
    CLUSTER.admin().disableTable(TABLE);
    CLUSTER.admin().deleteTable(TABLE);
  }

  @Test
  void aGigabyteIsEnough() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-Xmx") && !flag.startsWith("-javaagent"))
            .toList());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            WideRows.class.getName(),
            CLUSTER.configuration().get("hbase.rootdir"),
            "widerows-1"));
    File said = Files.createFile(directory.resolve("said")).toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String all = Files.readString(said.toPath());
    assertThat(process.exitValue()).as(all).isZero();
    assertThat(all)
        .contains("cells: " + ROWS * CELLS)
        .contains("row-0: " + CELLS)
        .contains("row-1: " + CELLS)
        .contains("one column: value 999999");
  }
}
