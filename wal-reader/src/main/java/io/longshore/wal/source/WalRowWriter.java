package io.longshore.wal.source;

import io.longshore.wal.hbase.WalEntries;
import java.util.Arrays;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.types.UTF8String;

/** Writes cells as Spark's own rows, and of each only what is asked for. */
final class WalRowWriter {
  static final long MICROS_PER_MILLI = 1000;

  private static final UTF8String[] TYPES =
      Arrays.stream(Cell.Type.values())
          .map(type -> UTF8String.fromString(type.name()))
          .toArray(UTF8String[]::new);

  private final WalColumn[] columns;
  private final UnsafeRowWriter row;
  private UTF8String server;
  private UTF8String file;
  private TableName tableName;
  private UTF8String table;
  private UTF8String region = UTF8String.EMPTY_UTF8;
  private byte[] regionBytes = new byte[0];
  private long sequence;
  private long writeTime;
  private long position;

  WalRowWriter(WalColumn[] columns) {
    this.columns = columns;
    this.row = new UnsafeRowWriter(columns.length);
  }

  /** The WAL that the next entries are in. */
  void file(String ofServer, String name) {
    server = UTF8String.fromString(ofServer);
    file = UTF8String.fromString(name);
  }

  /** The entry that the next cells are in: its current one. */
  void entry(WalEntries entries) {
    if (!entries.table().equals(tableName)) {
      tableName = entries.table();
      table = UTF8String.fromString(tableName.getNameAsString());
    }
    if (!Bytes.equals(entries.region(), regionBytes)) {
      regionBytes = entries.region();
      region = UTF8String.fromBytes(regionBytes);
    }
    sequence = entries.sequence();
    writeTime = entries.writeTime() * MICROS_PER_MILLI;
    position = entries.position();
  }

  /** A row that is good until the next call. The cell's bytes are in arrays, as decoders do it. */
  InternalRow row(Cell cell) {
    row.reset();
    row.zeroOutNullBytes();
    for (int i = 0; i < columns.length; i++) {
      switch (columns[i]) {
        case TABLE -> row.write(i, table);
        case REGION -> row.write(i, region);
        case ROW -> row.write(i, cell.getRowArray(), cell.getRowOffset(), cell.getRowLength());
        case FAMILY ->
            row.write(i, cell.getFamilyArray(), cell.getFamilyOffset(), cell.getFamilyLength());
        case QUALIFIER ->
            row.write(
                i, cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength());
        case TIMESTAMP -> row.write(i, cell.getTimestamp());
        case TYPE -> row.write(i, TYPES[cell.getType().ordinal()]);
        case VALUE ->
            row.write(i, cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
        case SEQUENCE_ID -> row.write(i, sequence);
        case WRITE_TIME -> row.write(i, writeTime);
        case SERVER -> row.write(i, server);
        case FILE -> row.write(i, file);
        case POSITION -> row.write(i, position);
      }
    }
    return row.getRow();
  }
}
