package io.longshore.jobs.merge;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.CellStream;
import io.longshore.core.hfile.Columns;
import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.HFileSink;
import io.longshore.core.hfile.ReadCounters;
import io.longshore.core.hfile.StoreFile;
import io.longshore.core.hfile.StoreScan;
import io.longshore.core.hfile.StoredCell;
import io.longshore.core.hfile.WrittenHFile;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.scan.Piece;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Writes the cells of overlapping files in their order into new ones. No row is held in memory, and
 * nothing is sorted again. Not safe for several threads.
 */
final class StoreMerge {
  private static final CellComparator ORDER = CellComparator.getInstance();
  private static final int CHECK_EVERY = 1 << 12;

  private final MergeInput input;
  private final Purge purge;
  private final Configuration conf;
  private final BandwidthBudget budget;
  private final BooleanSupplier cancelled;
  private final TableDescriptor table;
  private final ArrayList<MergedFile> written = new ArrayList<>();

  /** How many cells were read. */
  private long read;

  /** The last cell that was written, null at the beginning of a piece. */
  private StoredCell last;

  /**
   * @param input of whose files only the table's settings are looked at
   * @param cancelled asked now and then
   */
  StoreMerge(
      MergeInput input,
      Purge purge,
      Configuration conf,
      BandwidthBudget budget,
      BooleanSupplier cancelled)
      throws IOException {
    this.input = input;
    this.purge = purge;
    this.conf = conf;
    this.budget = budget;
    this.cancelled = cancelled;
    this.table = input.files().tableDescriptor();
  }

  /** Merges the stores of some pieces; on failure deletes what it wrote. */
  ArrayList<MergedFile> merge(List<Piece> pieces) throws IOException {
    try {
      for (Piece piece : pieces) {
        for (Map.Entry<String, List<StoreFile>> family : piece.region().families().entrySet()) {
          merge(piece, table.getColumnFamily(Bytes.toBytes(family.getKey())), family.getValue());
        }
      }
      return written;
    } catch (IOException | RuntimeException e) {
      for (MergedFile file : written) {
        delete(new Path(file.file().path()), e);
      }
      throw e;
    }
  }

  private void merge(Piece piece, ColumnFamilyDescriptor family, List<StoreFile> files)
      throws IOException {
    TableFiles from = input.files();
    String region = piece.region().encodedName();
    Path directory = new Path(input.directory(), input.store(region, family.getNameAsString()));
    CellRules rules =
        purge == Purge.COMPACTED ? CellRules.compacted(from.created()) : CellRules.stored();
    StoreScan scan = new StoreScan(rules, piece.ranges(), Columns.ALL);
    TableName name = from.tableName();
    try (CellStream cells =
        CellStream.open(conf, family, files, scan, FileFaults.FAIL, new ReadCounters())) {
      HFileSink sink =
          new HFileSink(
              conf,
              TargetStore.rawFileSystem(directory, conf),
              name,
              family,
              directory,
              budget,
              cells.isTagged());
      try {
        write(cells, sink);
      } catch (IOException | RuntimeException e) {
        sink.abort(e);
        throw e;
      }
      for (WrittenHFile file : sink.written()) {
        written.add(new MergedFile(name.getNameAsString(), region, family.getNameAsString(), file));
      }
    }
  }

  private void write(CellStream cells, HFileSink sink) throws IOException {
    last = null;
    while (cells.next()) {
      StoredCell cell = cells.cell();
      if (++read % CHECK_EVERY == 0 && cancelled.getAsBoolean()) {
        throw new InterruptedIOException("cancelled");
      }
      if (isWritten(cell)) {
        // The file in hand remembers it until its block is full.
        last = cell.copy();
        sink.append(last);
      }
    }
    sink.end();
  }

  /**
   * Of equal keys the first one is what a reader sees. The others tell what one saw at an earlier
   * moment, if their sequence ids say when that was; stock's files do not.
   */
  private boolean isWritten(StoredCell cell) {
    return purge == Purge.COMPACTED
        || last == null
        || ORDER.compare(last, cell, true) != 0
        || purge == Purge.NOTHING && cell.getSequenceId() < last.getSequenceId();
  }

  private void delete(Path file, Exception why) {
    try {
      TargetStore.rawFileSystem(file, conf).delete(file, false);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }
}
