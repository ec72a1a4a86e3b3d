package io.longshore.core.hfile;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;

/**
 * The cells of one store in HBase's order, out of its files: what a live {@code Scan} returns, or
 * everything, as {@link CellRules} say. No row is held in memory. Not safe for several threads.
 */
public final class CellStream implements Closeable {
  private CellStream() {}

  /**
   * Opens a store's files.
   *
   * @param conf with the keys of encrypted families
   * @param files of the store, in any order
   * @throws io.longshore.core.error.LongshoreException if a file is nowhere or damaged, as faults
   *     say
   */
  public static CellStream open(
      Configuration conf,
      ColumnFamilyDescriptor family,
      List<StoreFile> files,
      StoreScan scan,
      FileFaults faults,
      ReadCounters counters)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Goes to the next cell; false behind the last. */
  public boolean next() throws IOException {
    return false;
  }

  /**
   * The current cell. It stays as it is when the stream goes on; it keeps the block in memory that
   * it comes from, unless it is cloned.
   */
  public Cell cell() {
    return null;
  }

  /** Whether the current cell is the first that was returned of its row. */
  public boolean isNewRow() {
    return false;
  }

  /** Passes over what is left of the current cell's row. */
  public void skipRow() {}

  @Override
  public void close() {}
}
