package io.longshore.wal.hbase;

import io.longshore.testing.CellOracle;
import io.longshore.testing.EmbeddedHBase;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/** A cluster of two servers that keeps its WALs, with a table of three regions. */
public final class WalCluster implements Closeable {
  public static final TableName TABLE = TableName.valueOf("wals");

  /** How many cells each {@link #put} writes, over all regions. */
  public static final int CELLS = 100;

  private static final byte[] FAMILY = Bytes.toBytes("f");

  private final EmbeddedHBase hbase;

  private WalCluster(EmbeddedHBase hbase) {
    this.hbase = hbase;
  }

  public static WalCluster start(Path directory) throws IOException {
    EmbeddedHBase hbase =
        EmbeddedHBase.builder(directory)
            .regionServers(2)
            .set("hbase.master.logcleaner.ttl", "600000000")
            .start();
    hbase
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(TABLE)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build(),
            new byte[][] {Bytes.toBytes("row-3"), Bytes.toBytes("row-6")});
    return new WalCluster(hbase);
  }

  public EmbeddedHBase hbase() {
    return hbase;
  }

  /** Writes a cell of a column into each row. */
  public void put(String qualifier) throws IOException {
    try (Table table = hbase.connection().getTable(TABLE)) {
      List<Put> puts = new ArrayList<>();
      for (int i = 0; i < CELLS; i++) {
        byte[] row = Bytes.toBytes("row-" + i);
        puts.add(new Put(row).addColumn(FAMILY, Bytes.toBytes(qualifier), row));
      }
      table.put(puts);
    }
  }

  /** Has every server begin a new WAL. */
  public void roll() throws IOException {
    for (ServerName server : hbase.regionServers()) {
      hbase.admin().rollWALWriter(server);
    }
  }

  /** Every cell of the table, described. */
  public Set<String> cells() throws IOException {
    return CellOracle.raw(hbase.connection(), TABLE).cells().stream()
        .map(WalCluster::describe)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public static String describe(Cell cell) {
    return describe(
        CellUtil.cloneRow(cell),
        CellUtil.cloneQualifier(cell),
        cell.getTimestamp(),
        cell.getType().toString(),
        CellUtil.cloneValue(cell));
  }

  public static String describe(
      byte[] row, byte[] qualifier, long timestamp, String type, byte[] value) {
    return Bytes.toString(row)
        + " "
        + Bytes.toString(qualifier)
        + " "
        + timestamp
        + " "
        + type
        + " "
        + Bytes.toString(value);
  }

  @Override
  public void close() throws IOException {
    hbase.close();
  }
}
