package io.longshore.testing;

import java.io.IOException;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;

/** The cells a scan returns, one after the other. */
final class CellStream implements AutoCloseable {
  private static final Cell[] NONE = {};

  private final Table table;
  private final ResultScanner scanner;
  private Cell[] row = NONE;
  private int position;

  private CellStream(Table table, ResultScanner scanner) {
    this.table = table;
    this.scanner = scanner;
  }

  static CellStream open(Connection connection, TableName name, Scan scan) throws IOException {
    Table table = connection.getTable(name);
    try {
      return new CellStream(table, table.getScanner(new Scan(scan)));
    } catch (IOException | RuntimeException e) {
      table.close();
      throw e;
    }
  }

  /** The next cell, or null at the end. */
  Cell next() throws IOException {
    while (position == row.length) {
      Result result = scanner.next();
      if (result == null) {
        return null;
      }
      row = result.rawCells();
      position = 0;
    }
    return row[position++];
  }

  @Override
  public void close() throws IOException {
    scanner.close();
    table.close();
  }
}
