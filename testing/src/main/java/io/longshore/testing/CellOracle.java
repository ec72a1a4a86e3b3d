package io.longshore.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Scan;

/**
 * Says whether two tables hold the same cells, by reading both through HBase itself.
 *
 * <p>Tags reach a client only through a connection made with {@code
 * EmbeddedHBase.Builder.tagsToClients()}; through any other they are not compared.
 */
public final class CellOracle {
  private static final int ROWS_AT_ONCE = 200;

  private CellOracle() {}

  /**
   * Everything the table still holds: all versions, those that deletes hide, and the delete markers
   * themselves. A flush or compaction changes it, as it may drop what nobody can see.
   */
  public static TableCells raw(Connection connection, TableName table) throws IOException {
    return read(connection, table, rawScan());
  }

  /** What a reader sees: all versions that are neither deleted nor beyond the family's limits. */
  public static TableCells visible(Connection connection, TableName table) throws IOException {
    return read(connection, table, visibleScan());
  }

  /** A scan that returns what {@link #raw} reads. */
  public static Scan rawScan() {
    return visibleScan().setRaw(true);
  }

  /** A scan that returns what {@link #visible} reads. */
  public static Scan visibleScan() {
    return new Scan().readAllVersions().setCaching(ROWS_AT_ONCE).setCacheBlocks(false);
  }

  private static TableCells read(Connection connection, TableName table, Scan scan)
      throws IOException {
    List<Cell> cells = new ArrayList<>();
    try (CellStream stream = CellStream.open(connection, table, scan)) {
      for (Cell cell = stream.next(); cell != null; cell = stream.next()) {
        cells.add(cell);
      }
    }
    return new TableCells(cells);
  }

  /**
   * Compares two tables cell by cell, up to the first difference, holding no more than a few rows
   * of each in memory.
   *
   * @param scan what to read of both, such as {@link #rawScan()}; it is not changed
   */
  public static Comparison firstDifference(
      Connection leftConnection,
      TableName leftTable,
      Connection rightConnection,
      TableName rightTable,
      Scan scan)
      throws IOException {
    long cells = 0;
    long markers = 0;
    long olderVersions = 0;
    Cell previous = null;
    try (CellStream left = CellStream.open(leftConnection, leftTable, scan);
        CellStream right = CellStream.open(rightConnection, rightTable, scan)) {
      while (true) {
        Cell leftCell = left.next();
        Cell rightCell = right.next();
        if (leftCell == null && rightCell == null) {
          return new Comparison(cells, markers, olderVersions, Optional.empty());
        }
        if (!CellDifference.same(leftCell, rightCell)) {
          return new Comparison(
              cells,
              markers,
              olderVersions,
              Optional.of(CellDifference.describe(cells, leftCell, rightCell)));
        }
        cells++;
        if (CellUtil.isDelete(leftCell)) {
          markers++;
        } else if (isOlderVersion(previous, leftCell)) {
          olderVersions++;
        }
        previous = leftCell;
      }
    }
  }

  private static boolean isOlderVersion(Cell previous, Cell cell) {
    return previous != null
        && CellUtil.isPut(previous)
        && CellUtil.matchingRows(previous, cell)
        && CellUtil.matchingColumn(previous, cell);
  }
}
