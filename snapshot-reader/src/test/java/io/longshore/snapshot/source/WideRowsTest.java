package io.longshore.snapshot.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.SmallProcess;
import java.io.IOException;
import java.nio.file.Path;
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
    CLUSTER.drop(TABLE);
  }

  @Test
  void aGigabyteIsEnough() throws Exception {
    SmallProcess process =
        SmallProcess.run(
            directory, WideRows.class, CLUSTER.configuration().get("hbase.rootdir"), "widerows-1");
    assertThat(process.inTime()).isTrue();
    assertThat(process.status()).as(process.said()).isZero();
    assertThat(process.said())
        .contains("cells: " + ROWS * CELLS)
        .contains("row-0: " + CELLS)
        .contains("row-1: " + CELLS)
        .contains("one column: value 999999");
  }
}
