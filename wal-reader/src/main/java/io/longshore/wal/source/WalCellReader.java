package io.longshore.wal.source;

import io.longshore.wal.hbase.WalEntries;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Rows of the wanted cells in parts of WALs, one after the other. */
final class WalCellReader implements PartitionReader<InternalRow> {
  private final Iterator<WalPart> parts;
  private final WalPartOpener opener;
  private final WalFilter filter;
  private final WalRowWriter writer;
  private final TaskContext task = TaskContext.get();

  private WalPart part;
  private WalEntries entries;
  private List<Cell> cells = List.of();
  private int nextCell;
  private Cell cell;

  /** Consecutive entries are mostly of one table, and HBase has one object for a name. */
  private TableName table;

  private boolean tableWanted;

  private long filesRead;
  private long entriesRead;
  private long cellsRead;

  WalCellReader(List<WalPart> parts, WalPartOpener opener, WalColumn[] columns, WalFilter filter) {
    this.parts = parts.iterator();
    this.opener = opener;
    this.filter = filter;
    this.writer = new WalRowWriter(columns);
  }

  @Override
  public boolean next() throws IOException {
    do {
      while (nextCell < cells.size()) {
        cell = cells.get(nextCell++);
        if (!WalEntries.isMarker(cell)) {
          cellsRead++;
          return true;
        }
      }
    } while (nextEntry());
    return false;
  }

  /** Good until the next one. */
  @Override
  public InternalRow get() {
    return writer.row(cell);
  }

  /** Goes to the next wanted entry, of whatever part; false after the last. */
  private boolean nextEntry() throws IOException {
    while (entries != null || openNext()) {
      if (task != null && task.isInterrupted()) {
        throw new TaskKilledException();
      }
      if (entries.next()) {
        entriesRead++;
        if (isWanted()) {
          writer.entry(entries);
          cells = entries.cells();
          nextCell = 0;
          return true;
        }
      } else {
        opener.ended(part, entries);
        close();
      }
    }
    return false;
  }

  private boolean isWanted() {
    if (!entries.table().equals(table)) {
      table = entries.table();
      tableWanted = filter.tables().contain(table.getNameAsString());
    }
    return tableWanted && filter.wants(entries.writeTime(), entries.sequence());
  }

  private boolean openNext() throws IOException {
    while (parts.hasNext()) {
      part = parts.next();
      Optional<WalEntries> opened = opener.open(part);
      if (opened.isPresent()) {
        entries = opened.get();
        filesRead++;
        writer.file(part.server(), part.name());
        return true;
      }
    }
    return false;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return new CustomTaskMetric[] {
      WalMetrics.value(WalMetrics.FILES_READ, filesRead),
      WalMetrics.value(WalMetrics.ENTRIES, entriesRead),
      WalMetrics.value(WalMetrics.CELLS, cellsRead)
    };
  }

  @Override
  public void close() {
    if (entries != null) {
      entries.close();
      entries = null;
    }
  }
}
