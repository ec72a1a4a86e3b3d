package io.longshore.core.hfile;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;

/** Which rows a store file has, and at which its parts begin, as its end and its index say. */
public final class StoreFileKeys {
  private StoreFileKeys() {}

  /**
   * Reads the root of the index, no data. Between two of the rows lies about the same number of
   * bytes: a block, or, in a large file, as many blocks as a block of the index has entries.
   *
   * @return in their order; a row of several blocks comes several times; only those in the half
   *     that counts
   */
  public static List<byte[]> rows(Configuration conf, StoreFile file, FileFaults faults)
      throws IOException {
    OpenStoreFile open = OpenStoreFile.open(conf, file, faults, new ReadCounters());
    if (open == null) {
      return List.of();
    }
    try {
      List<byte[]> rows = new ArrayList<>();
      RowRange counted = open.rows();
      for (Cell key : counted == null ? List.<Cell>of() : rootKeys(open)) {
        byte[] row = CellUtil.cloneRow(key);
        if (counted.contains(row)) {
          rows.add(row);
        }
      }
      return rows;
    } finally {
      open.close();
    }
  }

  /**
   * The rows from the first up to the last, within the half that counts; null where it has none.
   * Reads no data.
   */
  public static RowRange range(Configuration conf, StoreFile file, FileFaults faults)
      throws IOException {
    OpenStoreFile open = OpenStoreFile.open(conf, file, faults, new ReadCounters());
    if (open == null) {
      return null;
    }
    try {
      return open.rows();
    } finally {
      open.close();
    }
  }

  /** HBase has them in memory, in a class that is not public. */
  private static List<Cell> rootKeys(OpenStoreFile open) {
    Object index = open.reader().getDataBlockIndexReader();
    try {
      Method count = index.getClass().getMethod("getRootBlockCount");
      Method key = index.getClass().getMethod("getRootBlockKey", int.class);
      count.setAccessible(true);
      key.setAccessible(true);
      int entries = (Integer) count.invoke(index);
      List<Cell> keys = new ArrayList<>(entries);
      for (int i = 0; i < entries; i++) {
        keys.add((Cell) key.invoke(index, i));
      }
      return keys;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The index of HFiles is not that of HBase 2.6", e);
    }
  }
}
