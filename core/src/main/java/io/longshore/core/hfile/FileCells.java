package io.longshore.core.hfile;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.HFileContext;

/**
 * The cells of a file, block by block: what an {@code HFileScanner} gives, without an object each.
 */
final class FileCells {
  /** The current cell. It moves, and means nothing before the first and behind the last. */
  final StoredCell cell = new StoredCell();

  private final BlockReader.Blocks blocks;
  private final BlockCells cells;
  private final CellComparator order;

  /**
   * @param points whether single rows are looked up, of which no more is read than their blocks
   */
  FileCells(BlockReader reader, Configuration conf, boolean points) {
    blocks = reader.blocks(points);
    order = reader.getComparator();
    HFileContext file = reader.getFileContext();
    DataBlockEncoding encoding = reader.getDataBlockEncoding();
    if (PlainCells.has(encoding)) {
      cells = new PlainCells(cell, file);
    } else if (encoding == DataBlockEncoding.FAST_DIFF) {
      cells = new FastDiffCells(cell, file);
    } else {
      cells = new SeekerCells(cell, encoding, file, conf);
    }
  }

  /** Goes to the first cell; false if there is none. */
  boolean first() throws IOException {
    if (!blocks.first()) {
      return false;
    }
    cells.begin(blocks.current());
    return next();
  }

  /** Goes to the next cell; false behind the last. */
  boolean next() throws IOException {
    while (!cells.next()) {
      if (!blocks.goOn()) {
        return false;
      }
      cells.begin(blocks.current());
    }
    return true;
  }

  /**
   * Goes to the next cell of another row, or, where that is not near, at least so many cells on;
   * false behind the last.
   */
  boolean nextRow(int most) throws IOException {
    while (!cells.nextRow(most)) {
      if (!blocks.goOn()) {
        return false;
      }
      cells.begin(blocks.current());
    }
    return true;
  }

  /** Goes on to the first cell that is not before a key, unless it is there already. */
  boolean seek(Cell key) throws IOException {
    if (blocks.current() != null && compare(key) >= 0) {
      return true;
    }
    if (blocks.find(key)) {
      cells.begin(blocks.current());
      if (!next()) {
        return false;
      }
    } else if (blocks.current() == null) {
      return false;
    }
    while (compare(key) < 0) {
      if (!next()) {
        return false;
      }
    }
    return true;
  }

  /** Forgets where it is, so that a key before it can be sought. */
  void rewind() {
    blocks.rewind();
  }

  private int compare(Cell key) {
    return PrivateCellUtil.compareKeyIgnoresMvcc(order, cell, key);
  }
}
