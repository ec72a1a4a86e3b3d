package io.longshore.wal.hbase;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.WALProtos;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WALEdit;

/**
 * The entries of one WAL that hold data of some tables. Markers of HBase's own ({@code METAFAMILY})
 * are kept apart: bulk loads are collected, the others counted.
 *
 * <p>Not safe for several threads.
 */
public final class WalCells implements Closeable {
  private final WalEntries entries;
  private final Set<TableName> tables;
  private final long startTime;
  private final long endTime;
  private final List<BulkLoadedFile> bulkLoads = new ArrayList<>();
  private final Map<String, Long> skipped = new TreeMap<>();
  private long read;

  private WalCells(WalEntries entries, Set<TableName> tables, long startTime, long endTime) {
    this.entries = entries;
    this.tables = tables;
    this.startTime = startTime;
    this.endTime = endTime;
  }

  /**
   * @param tables whose data is wanted
   * @param startTime the least time of writing, in milliseconds
   * @param endTime the least time of writing that is too late, in milliseconds
   */
  public static WalCells open(
      Configuration conf, Path wal, Set<TableName> tables, long startTime, long endTime)
      throws IOException {
    return open(conf, wal, 0, Long.MAX_VALUE, tables, startTime, endTime);
  }

  /**
   * Opens a part of a WAL.
   *
   * @param start where to begin: 0, or the {@link #position()} of an entry
   * @param stop the position of the first entry that is not to be read
   * @param tables whose data is wanted
   * @param startTime the least time of writing, in milliseconds
   * @param endTime the least time of writing that is too late, in milliseconds
   */
  public static WalCells open(
      Configuration conf,
      Path wal,
      long start,
      long stop,
      Set<TableName> tables,
      long startTime,
      long endTime)
      throws IOException {
    return new WalCells(WalEntries.open(conf, wal, start, stop), tables, startTime, endTime);
  }

  /** Goes to the next entry with data; false after the last. */
  public boolean next() throws IOException {
    while (entries.next()) {
      read++;
      long written = entries.writeTime();
      if (!tables.contains(entries.table())) {
        skip("other tables");
      } else if (written < startTime || written >= endTime) {
        skip("other times");
      } else if (entries.cells().isEmpty()) {
        skip("empty");
      } else if (WalEntries.isMarker(entries.cells().get(0))) {
        marker(entries.cells().get(0));
        return true;
      } else {
        return true;
      }
    }
    return false;
  }

  /** Of the current entry. */
  public TableName table() {
    return entries.table();
  }

  /** The encoded name of the current entry's region; not to be changed. */
  public byte[] region() {
    return entries.region();
  }

  /** The sequence id of the current entry, which all its cells have. */
  public long sequence() {
    return entries.sequence();
  }

  /** When the current entry was written, in milliseconds by its region server's clock. */
  public long writeTime() {
    return entries.writeTime();
  }

  /** Of the current entry, in the order of the client's batch; none if it is a marker. */
  public List<Cell> cells() {
    List<Cell> cells = entries.cells();
    return WalEntries.isMarker(cells.get(0)) ? List.of() : cells;
  }

  /** How many entries were read, of whatever table. */
  public long read() {
    return read;
  }

  /** Files that bulk loads brought into the tables so far. */
  public List<BulkLoadedFile> bulkLoads() {
    return Collections.unmodifiableList(bulkLoads);
  }

  /** What entries were left out so far, and how many of each kind. */
  public Map<String, Long> skipped() {
    return Map.copyOf(skipped);
  }

  /** Where the current entry begins, in bytes. */
  public long position() {
    return entries.position();
  }

  /** The WAL's length in bytes. */
  public long length() {
    return entries.length();
  }

  /** How it ended; null before {@link #next()} has answered false. */
  public WalEntries.Ending ending() {
    return entries.ending();
  }

  @Override
  public void close() {
    entries.close();
  }

  private void skip(String kind) {
    skipped.merge(kind, 1L, Long::sum);
  }

  private void marker(Cell cell) throws IOException {
    if (!CellUtil.matchingQualifier(cell, WALEdit.BULK_LOAD)) {
      skip("markers");
      return;
    }
    WALProtos.BulkLoadDescriptor load = WALEdit.getBulkLoadDescriptor(cell);
    String table = ProtobufUtil.toTableName(load.getTableName()).getNameAsString();
    String region = load.getEncodedRegionName().toStringUtf8();
    for (WALProtos.StoreDescriptor store : load.getStoresList()) {
      String family = Bytes.toString(store.getFamilyName().toByteArray());
      for (String file : store.getStoreFileList()) {
        bulkLoads.add(
            new BulkLoadedFile(
                table,
                region,
                family,
                new Path(file).getName(),
                load.getBulkloadSeqNum(),
                entries.path().getName()));
      }
    }
  }
}
