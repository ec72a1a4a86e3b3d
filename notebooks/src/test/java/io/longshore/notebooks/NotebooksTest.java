package io.longshore.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every cell of every notebook runs, against real backups. */
class NotebooksTest {
  private static final byte[] FAMILY = Bytes.toBytes("f");

  @TempDir private static Path directory;
  private static String root;

  @BeforeAll
  static void backUpTwice() throws IOException {
    EmbeddedHBase cluster = SharedCluster.get();
    TableName name = TableName.valueOf("notebook");
    cluster
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(name)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build(),
            new byte[][] {Bytes.toBytes("m")});
    root = directory.resolve("backups").toUri().toString();
    Path site = cluster.writeConfiguration(directory.resolve("conf")).resolve("hbase-site.xml");
    try (Table table = cluster.connection().getTable(name)) {
      for (String row : new String[] {"a", "z"}) {
        table.put(new Put(Bytes.toBytes(row)).addColumn(FAMILY, FAMILY, new byte[200_000]));
        int status =
            Longshore.run(
                StepObserver.NONE,
                System.err,
                System.err,
                "create",
                "full",
                root,
                "-t",
                "notebook",
                "-conf",
                site.toString());
        assertThat(status).isZero();
      }
    }
  }

  @Test
  void whatIsInMyBackups() throws IOException {
    String shown = run("what-is-in-my-backups.ipynb");
    assertThat(shown)
        .contains("default:notebook", "mb_in_other_images_too", "/.hbase-snapshot/snapshot_")
        .containsPattern("\\|backup_\\d+\\|0\\.4 *\\|0\\.2 +\\|");
  }

  private static String run(String file) throws IOException {
    Notebook notebook = new Notebook(Path.of(file));
    assertThat(notebook.size()).isPositive();
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setProperty("longshore.root", root);
    try {
      notebook.run(new PrintStream(shown, true, StandardCharsets.UTF_8));
    } finally {
      System.clearProperty("longshore.root");
    }
    return shown.toString(StandardCharsets.UTF_8);
  }
}
