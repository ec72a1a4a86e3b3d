package io.longshore.snapshot.hbase;

import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.ReadCounters;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;

/** A table of a cluster, read in two ways: through its region servers, and out of a snapshot. */
final class SnapshotTable {
  private final EmbeddedHBase cluster;
  private final TableName table;
  private final Configuration conf;
  private final TableFiles files;
  private final TableDescriptor descriptor;

  private SnapshotTable(EmbeddedHBase cluster, TableName table, TableFiles files)
      throws IOException {
    this.cluster = cluster;
    this.table = table;
    this.conf = cluster.configuration();
    this.files = files;
    this.descriptor = files.tableDescriptor();
  }

  /** Takes a snapshot, which flushes the table. */
  static SnapshotTable of(EmbeddedHBase cluster, TableName table) throws IOException {
    String name = "of-" + table.getQualifierAsString() + "-" + System.nanoTime();
    cluster.admin().snapshot(name, table);
    return named(cluster, table, name);
  }

  static SnapshotTable named(EmbeddedHBase cluster, TableName table, String snapshot)
      throws IOException {
    return new SnapshotTable(cluster, table, snapshots(cluster).table(snapshot));
  }

  static SnapshotFiles snapshots(EmbeddedHBase cluster) throws IOException {
    Configuration conf = cluster.configuration();
    return new SnapshotFiles(new Path(conf.get(HConstants.HBASE_DIR)), conf);
  }

  TableFiles files() {
    return files;
  }

  TableDescriptor descriptor() {
    return descriptor;
  }

  RegionScan all(CellRules rules) {
    return RegionScan.of(rules, descriptor);
  }

  /** What a region server answers. */
  TableCells live(Scan scan) throws IOException {
    List<Cell> cells = new ArrayList<>();
    try (Table client = cluster.connection().getTable(table);
        ResultScanner scanner = client.getScanner(scan.setCaching(200).setCacheBlocks(false))) {
      for (Result result : scanner) {
        cells.addAll(result.listCells());
      }
    }
    return new TableCells(cells);
  }

  /** What the files say. */
  TableCells read(RegionScan scan) throws IOException {
    return read(scan, FileFaults.FAIL, new ReadCounters());
  }

  TableCells read(RegionScan scan, FileFaults faults, ReadCounters counters) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (TableRegion region : files.regions()) {
      try (RegionCells rows = RegionCells.open(conf, descriptor, region, scan, faults, counters)) {
        while (rows.nextRow()) {
          do {
            cells.add(rows.cell().copy());
          } while (rows.nextCell());
        }
      }
    }
    return new TableCells(cells);
  }
}
