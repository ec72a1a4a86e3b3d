package io.longshore.jobs.sort;

import io.longshore.core.hfile.HFileSink;
import io.longshore.jobs.sort.hbase.CellChunks;
import io.longshore.jobs.sort.hbase.CellRun;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.hadoop.hbase.Cell;
import org.apache.spark.util.collection.unsafe.sort.UnsafeSorterIterator;

/**
 * The cells of sorted records, in order, and bulk loads where they stand among them. Most rows were
 * written once in an interval, by one batch: they are one run, handed on as it is. The runs of a
 * row that was written more often are merged. Where they are too many for the heap, as of a row
 * that was written a million times, its cells are sorted each by itself.
 */
final class SortedRuns implements AutoCloseable {
  private static final int UNUSED = 16;

  private final UnsafeSorterIterator records;
  private final Stores stores;
  private final Function<SortPrefix, RecordSorter> sorters;
  private final long most;
  private final CellChunks chunks = new CellChunks();
  private final Deque<CellRun> unused = new ArrayDeque<>();

  /** Runs of the row in hand that have begun, but the one in hand; by the cells they stand at. */
  private final PriorityQueue<CellRun> open = new PriorityQueue<>();

  private long openBytes;

  /** The run in hand, which stands at the cell in hand. */
  private CellRun run;

  /** The next record, which stands at its first cell. */
  private CellRun ahead;

  private boolean contended;
  private RecordSorter wideRow;
  private UnsafeSorterIterator cellsOfWideRow;
  private int familyOf = -1;
  private byte[] family;

  /**
   * @param sorters make one for the cells of a row with too many runs
   * @param most how much memory the cells may take that are merged on the heap
   */
  SortedRuns(
      UnsafeSorterIterator records,
      Stores stores,
      Function<SortPrefix, RecordSorter> sorters,
      long most)
      throws IOException {
    this.records = records;
    this.stores = stores;
    this.sorters = sorters;
    this.most = most;
    this.ahead = read(records);
  }

  /** Goes to the next cell or bulk load. */
  boolean next() throws IOException {
    if (!advance()) {
      return false;
    }
    if (contended && wideRow == null) {
      takeLeast();
    }
    return true;
  }

  /** The number of the store of what is in hand. */
  int store() {
    return run.store();
  }

  /** Whether a bulk load is in hand rather than a cell. */
  boolean isBulkLoad() {
    return run.isBulkLoad();
  }

  long bulkLoadSequence() {
    return run.bulkLoadSequence();
  }

  /** The cell in hand; it may be kept. */
  Cell cell() {
    return run.cell();
  }

  /** The sequence id of the cell in hand. */
  long sequence() {
    return run.sequence();
  }

  /** Writes the cell in hand. */
  void appendTo(HFileSink sink) throws IOException {
    run.appendTo(sink);
  }

  /** When the cell in hand was written, in seconds since 1970 as an unsigned int. */
  int seconds() {
    return run.seconds();
  }

  /** Whether there are other runs of the row of the cell in hand, so that cells may be equal. */
  boolean isContended() {
    return contended;
  }

  @Override
  public void close() {
    if (wideRow != null) {
      wideRow.close();
      wideRow = null;
    }
  }

  /** Goes on in the run in hand, or to another of its row, or to the next row. */
  private boolean advance() throws IOException {
    if (run != null && run.next()) {
      return true;
    }
    if (!open.isEmpty()) {
      CellRun least = open.poll();
      openBytes -= least.bytes();
      replaceRun(least);
      return true;
    }
    if (wideRow != null) {
      CellRun cell = read(cellsOfWideRow);
      if (cell != null) {
        replaceRun(cell);
        return true;
      }
      close();
    }
    if (ahead == null) {
      return false;
    }
    boolean sameRow = run != null && ahead.isOfRowOf(run);
    replaceRun(ahead);
    ahead = read(records);
    contended = sameRow || ahead != null && ahead.isOfRowOf(run);
    return true;
  }

  /** Has the least of the row's cells in hand. */
  private void takeLeast() throws IOException {
    if (!open.isEmpty() && run.compareTo(open.peek()) > 0) {
      CellRun least = open.poll();
      openBytes -= least.bytes();
      leaveOpen(run);
      run = least;
    }
    while (ahead != null && ahead.isOfRowOf(run) && ahead.compareTo(run) <= 0) {
      leaveOpen(run);
      run = ahead;
      ahead = read(records);
      if (openBytes > most) {
        sortByCells();
        return;
      }
    }
  }

  private void leaveOpen(CellRun begun) {
    open.add(begun);
    openBytes += begun.bytes();
  }

  /** Sorts what is left of the row in hand, a record a cell. */
  private void sortByCells() throws IOException {
    wideRow = sorters.apply(new SortPrefix(run.rowKey()));
    SortRecord record = new SortRecord();
    insert(run, record);
    while (!open.isEmpty()) {
      insert(open.poll(), record);
    }
    openBytes = 0;
    while (ahead != null && ahead.isOfRowOf(run)) {
      replaceRun(ahead);
      insert(run, record);
      ahead = read(records);
    }
    cellsOfWideRow = wideRow.sorted();
    replaceRun(read(cellsOfWideRow));
  }

  private void insert(CellRun left, SortRecord record) throws IOException {
    do {
      left.encode(record);
      wideRow.insert(record);
    } while (left.next());
  }

  private void replaceRun(CellRun by) {
    // A run keeps the memory of its cells.
    if (run != null && unused.size() < UNUSED) {
      unused.push(run);
    }
    run = by;
  }

  /** The next record, at its first cell; null if there is none. */
  private CellRun read(UnsafeSorterIterator from) throws IOException {
    if (!from.hasNext()) {
      return null;
    }
    // What was loaded before may be gone then: all is taken out of a record at once.
    from.loadNext();
    CellRun read = unused.isEmpty() ? new CellRun(chunks) : unused.pop();
    read.read(from.getBaseObject(), from.getBaseOffset());
    if (!read.isBulkLoad()) {
      if (read.store() != familyOf) {
        familyOf = read.store();
        family = stores.get(familyOf).family().getName();
      }
      read.decode(from.getBaseObject(), from.getBaseOffset(), family);
    }
    read.next();
    return read;
  }
}
