package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.RandomTable;
import io.longshore.testing.RandomWorkload;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is backed up comes back, cell by cell. */
class FullBackupTest {
  private final EmbeddedHBase cluster = SharedCluster.get();

  @Test
  void restoresEveryCell(@TempDir Path directory) throws Exception {
    String root = directory.resolve("backups").toUri().toString();
    TableName name = TableName.valueOf("full_backup_1");
    RandomTable table = RandomTable.of(name, 7);
    table.create(cluster.admin());
    new RandomWorkload(table.descriptor(), 7).run(cluster.connection(), 300);
    // The snapshot flushes, and a flush drops versions nobody can see any more: so it is done
    // first.
    cluster.admin().compactionSwitch(false, List.of());
    cluster.admin().flush(name);
    TableCells before = CellOracle.raw(cluster.connection(), name);

    CommandRun create = CommandRun.of(cluster, "create", "full", root, "-t", "full_backup_1");
    assertThat(create.status()).as(create.err()).isZero();
    CommandRun restore =
        CommandRun.of(
            cluster, "restore", root, create.imageId(), "-t", "full_backup_1", "-m", "copy_1");
    assertThat(restore.status()).as(restore.err()).isZero();

    TableCells after = CellOracle.raw(cluster.connection(), TableName.valueOf("copy_1"));
    assertThat(before.firstDifference(after)).isEmpty();
  }
}
