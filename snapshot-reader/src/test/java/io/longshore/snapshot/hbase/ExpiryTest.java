package io.longshore.snapshot.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.hfile.CellRules;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedCluster;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

/**
 * Times to live of families and cells, against the clock of a live scan and against others. Cells
 * are whole hours old, and live for hours and a half: so it does not matter when exactly the test
 * looks.
 */
class ExpiryTest {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  private final EmbeddedHBase cluster = SharedCluster.get();

  @Test
  void whatHasExpiredIsNotSeen() throws IOException {
    long now = System.currentTimeMillis();
    SnapshotTable table = table("expiry", now);
    for (int versions : new int[] {1, 2, Integer.MAX_VALUE}) {
      CellRules rules = CellRules.newest(now).withVersions(versions);
      same(table, new Scan().readVersions(versions), rules);
      same(
          table,
          new Scan().readVersions(versions).setTimeRange(now - 8 * HOUR, now - 2 * HOUR),
          rules.withTimes(now - 8 * HOUR, now - 2 * HOUR));
      same(
          table,
          new Scan().readVersions(versions).setRaw(true),
          CellRules.raw(now).withVersions(versions));
    }
  }

  @Test
  void theClockThatCountsIsTheOneGiven() throws IOException {
    long now = System.currentTimeMillis();
    SnapshotTable table = table("clocks", now);
    assertThat(size(table, now + 1000 * HOUR)).isLessThan(size(table, now + 3 * HOUR));
    assertThat(size(table, now + 3 * HOUR)).isLessThan(size(table, now));
    // What had expired when it was flushed is in no file.
    assertThat(size(table, CellRules.NEVER)).isEqualTo(size(table, now));
  }

  private static int size(SnapshotTable table, long clock) throws IOException {
    return table.read(table.all(CellRules.newest(clock))).size();
  }

  private static void same(SnapshotTable table, Scan scan, CellRules rules) throws IOException {
    TableCells live = table.live(scan);
    assertThat(live.size()).isPositive();
    assertThat(live.firstDifference(table.read(table.all(rules)))).as("%s", rules).isEmpty();
  }

  private SnapshotTable table(String name, long now) throws IOException {
    TableName table = TableName.valueOf(name);
    Admin admin = cluster.admin();
    TableDescriptorBuilder descriptor =
        TableDescriptorBuilder.newBuilder(table).setCompactionEnabled(false);
    int families = 0;
    for (KeepDeletedCells keep : KeepDeletedCells.values()) {
      for (int least = 0; least < 3; least += 2) {
        descriptor.setColumnFamily(
            ColumnFamilyDescriptorBuilder.newBuilder(Bytes.toBytes("f" + families++))
                .setMaxVersions(4)
                .setMinVersions(least)
                .setKeepDeletedCells(keep)
                .setTimeToLive((int) TimeUnit.MINUTES.toSeconds(630))
                .build());
      }
    }
    admin.createTable(descriptor.build());
    SplittableRandom random = new SplittableRandom(11);
    try (Table client = cluster.connection().getTable(table)) {
      for (int i = 0; i < 1500; i++) {
        byte[] row = Bytes.toBytes("row" + random.nextInt(40));
        byte[] family = Bytes.toBytes("f" + random.nextInt(families));
        byte[] qualifier = Bytes.toBytes("q" + random.nextInt(3));
        long time = now - random.nextInt(20) * HOUR;
        switch (random.nextInt(14)) {
          case 0 -> client.delete(new Delete(row).addColumns(family, qualifier, time));
          case 1 -> client.delete(new Delete(row).addFamily(family, time));
          case 2 -> client.delete(new Delete(row).addColumn(family, qualifier, time));
          case 3 -> client.delete(new Delete(row).addFamilyVersion(family, time));
          default -> {
            Put put = new Put(row).addColumn(family, qualifier, time, Bytes.toBytes("v" + i));
            if (random.nextInt(3) == 0) {
              put.setTTL(random.nextInt(12) * HOUR + HOUR / 2);
            }
            client.put(put);
          }
        }
        if (i % 500 == 0) {
          admin.flush(table);
        }
      }
    }
    return SnapshotTable.of(cluster, table);
  }
}
