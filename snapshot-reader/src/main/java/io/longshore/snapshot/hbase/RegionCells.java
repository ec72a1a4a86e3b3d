package io.longshore.snapshot.hbase;

import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.ReadCounters;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * The cells of a region, row by row, each row family by family in the order of their names: the
 * order of a live {@code Scan}. Nothing of a row is kept. Not safe for several threads.
 */
public final class RegionCells implements Closeable {
  private RegionCells() {}

  /**
   * Opens the region's files.
   *
   * @param conf with the keys of encrypted families
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
    throw new UnsupportedOperationException();
  }

  /**
   * Goes to the next row that has cells, whether or not all of the current one was read; false
   * behind the last. {@link #cell()} is then the first cell of the row.
   */
  public boolean nextRow() throws IOException {
    return false;
  }

  /** Goes to the next cell of the row, after the first; false behind the last. */
  public boolean nextCell() throws IOException {
    return false;
  }

  /** The current cell, which stays as it is when others come. */
  public Cell cell() {
    return null;
  }

  /** The place of the current cell's family among the wanted ones in the order of their names. */
  public int family() {
    return 0;
  }

  @Override
  public void close() {}
}
