package io.longshore.snapshot.hbase;

import io.longshore.core.hfile.CellStream;
import io.longshore.core.hfile.Columns;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.ReadCounters;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.core.hfile.StoreScan;
import io.longshore.core.hfile.StoredCell;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * The cells of a region, row by row, each row family by family in the order of their names: the
 * order of a live {@code Scan}. Nothing of a row is kept. Not safe for several threads.
 */
public final class RegionCells implements Closeable {
  /** One a family, in their order; null of one that has come to its end. */
  private final CellStream[] streams;

  /** Which streams have cells of the current row that are not read yet. */
  private final boolean[] inRow;

  /** The first stream that was not yet gone to in the current row. */
  private int nextFamily;

  private int family = -1;
  private StoredCell cell;
  private boolean begun;

  private RegionCells(List<CellStream> streams) {
    this.streams = streams.toArray(CellStream[]::new);
    this.inRow = new boolean[streams.size()];
  }

  /**
   * Opens the region's files.
   *
   * @param conf with the keys of encrypted families
   * @throws IllegalArgumentException if the table has no such family
   * @throws io.longshore.core.error.LongshoreException if a file is nowhere or damaged, as faults
   *     say
   */
  public static RegionCells open(
      Configuration conf,
      TableDescriptor table,
      TableRegion region,
      RegionScan scan,
      FileFaults faults,
      ReadCounters counters)
      throws IOException {
    List<RowRange> ranges = region.rows().cut(scan.ranges());
    List<CellStream> streams = new ArrayList<>();
    try {
      for (ColumnFamilyDescriptor family : scan.familiesOf(table)) {
        Columns columns = scan.families().get(family.getNameAsString());
        List<StoreFile> files = region.families().getOrDefault(family.getNameAsString(), List.of());
        streams.add(
            CellStream.open(
                conf,
                family,
                files,
                new StoreScan(scan.rules(), ranges, columns),
                faults,
                counters));
      }
      return new RegionCells(streams);
    } catch (IOException | RuntimeException e) {
      streams.forEach(CellStream::close);
      throw e;
    }
  }

  /**
   * Goes to the next row that has cells, whether or not all of the current one was read; false
   * behind the last. {@link #cell()} is then the first cell of the row.
   */
  public boolean nextRow() throws IOException {
    leaveRow();
    CellStream first = null;
    for (int i = 0; i < streams.length; i++) {
      CellStream stream = streams[i];
      int order = stream == null ? 1 : first == null ? -1 : compareRows(stream, first);
      inRow[i] = order <= 0;
      if (order < 0) {
        Arrays.fill(inRow, 0, i, false);
        first = stream;
      }
    }
    family = -1;
    return nextFamily();
  }

  /** Goes to the next cell of the row, after the first; false behind the last. */
  public boolean nextCell() throws IOException {
    if (family < 0) {
      return false;
    }
    CellStream stream = streams[family];
    if (inRow[family] && advance(family) && !stream.isNewRow()) {
      cell = stream.cell();
      return true;
    }
    inRow[family] = false;
    return nextFamily();
  }

  /** The current cell, good until the next. */
  public StoredCell cell() {
    return cell;
  }

  /** The place of the current cell's family among the wanted ones in the order of their names. */
  public int family() {
    return family;
  }

  @Override
  public void close() {
    for (CellStream stream : streams) {
      if (stream != null) {
        stream.close();
      }
    }
  }

  private boolean nextFamily() {
    while (++family < streams.length) {
      if (inRow[family]) {
        cell = streams[family].cell();
        return true;
      }
    }
    family = -1;
    cell = null;
    return false;
  }

  /** Brings every stream that has cells of the current row to the row behind it. */
  private void leaveRow() throws IOException {
    for (int i = 0; i < streams.length; i++) {
      if (!begun) {
        advance(i);
      } else if (inRow[i]) {
        streams[i].skipRow();
        advance(i);
      }
    }
    begun = true;
  }

  private boolean advance(int which) throws IOException {
    if (streams[which].next()) {
      return true;
    }
    streams[which].close();
    streams[which] = null;
    return false;
  }

  private static int compareRows(CellStream one, CellStream other) {
    Cell a = one.cell();
    Cell b = other.cell();
    return Arrays.compareUnsigned(
        a.getRowArray(),
        a.getRowOffset(),
        a.getRowOffset() + a.getRowLength(),
        b.getRowArray(),
        b.getRowOffset(),
        b.getRowOffset() + b.getRowLength());
  }
}
