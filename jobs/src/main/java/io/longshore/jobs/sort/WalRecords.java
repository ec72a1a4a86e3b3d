package io.longshore.jobs.sort;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.hfile.HFileSummary;
import io.longshore.jobs.sort.hbase.BulkLoadedFiles;
import io.longshore.jobs.sort.hbase.CellRecords;
import io.longshore.wal.hbase.BulkLoadedFile;
import io.longshore.wal.hbase.WalCells;
import io.longshore.wal.hbase.WalEntries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.TaskContext;
import org.apache.spark.util.CollectionAccumulator;
import scala.Tuple2;

/**
 * The wanted cells of some WALs as records, a run of them each, with the number of the range that
 * it falls into. One object serves for all records.
 */
final class WalRecords implements Iterator<Tuple2<Integer, SortRecord>> {
  private final Iterator<WalInput> inputs;
  private final SortSettings settings;
  private final KeyRanges ranges;
  private final Stores stores;
  private final CollectionAccumulator<WalSummary> summaries;
  private final BandwidthBudget budget;
  private final SortRecord record = new SortRecord();
  private final Tuple2<Integer, SortRecord>[] answers;

  /** Bulk loads of the entry in hand, for each range that holds rows of theirs. */
  private final Deque<BulkLoad> loads = new ArrayDeque<>();

  private WalInput input;
  private WalCells wal;
  private MomentsOfWal moments;
  private List<Cell> cells = List.of();
  private int count;
  private int position;

  /** Whether the cell in hand is of the row of the one before. */
  private boolean sameRow;

  private int region;
  private int storeBefore = -1;
  private int range;
  private int loadsSeen;
  private boolean damaged;
  private long wanted;
  private long unknownFamilies;
  private long counted;
  private long wantedCounted;

  /** When the step began that the entry in hand counts to, since 1970. */
  private int seconds;

  private Tuple2<Integer, SortRecord> next;

  private record BulkLoad(int store, int range, long sequence) {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  WalRecords(
      Iterator<WalInput> inputs,
      SortSettings settings,
      KeyRanges ranges,
      CollectionAccumulator<WalSummary> summaries) {
    this.inputs = inputs;
    this.settings = settings;
    this.ranges = ranges;
    this.stores = settings.stores();
    this.summaries = summaries;
    this.budget = settings.budget();
    this.answers = new Tuple2[ranges.size()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = new Tuple2<>(i, record);
    }
    TaskContext.get()
        .addTaskCompletionListener(
            task -> {
              close();
            });
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null) {
        if (!loads.isEmpty()) {
          BulkLoad load = loads.poll();
          CellRecords.encodeBulkLoad(load.store(), load.sequence(), record);
          next = answers[load.range()];
        } else if (position < count) {
          encode();
        } else if (!nextEntry()) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw Errors.find(e);
    }
  }

  @Override
  public Tuple2<Integer, SortRecord> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Tuple2<Integer, SortRecord> answer = next;
    next = null;
    return answer;
  }

  /** Makes a record of the cell in hand and of those after it that go with it. */
  private void encode() {
    ExtendedCell cell = (ExtendedCell) cells.get(position);
    TableName table = wal.table();
    // Most cells are of the same row as the one before: neither regions nor ranges cut a row.
    if (!sameRow) {
      region = stores.region(table, cell);
      addRow(cell);
      storeBefore = -1;
    }
    int store = stores.store(table, region, cell);
    if (store < 0) {
      unknownFamilies++;
      sameRow = isOfRowOf(++position, cell);
      return;
    }
    CellRecords.begin(cell, store, wal.sequence(), position, seconds, record);
    wanted++;
    ExtendedCell before = cell;
    while (sameRow = isOfRowOf(++position, before)) {
      ExtendedCell after = (ExtendedCell) cells.get(position);
      if (!CellRecords.isSameFamily(after, before)
          || !CellRecords.add(after, cell, before, 1, record)) {
        break;
      }
      wanted++;
      before = after;
    }
    range = store == storeBefore ? range : ranges.range(record);
    storeBefore = store;
    next = answers[range];
  }

  private void addRow(Cell cell) {
    moments.addRow(cell.getRowArray(), cell.getRowOffset(), cell.getRowLength());
  }

  private boolean isOfRowOf(int at, Cell cell) {
    return at < count && CellRecords.isSameRow(cells.get(at), cell);
  }

  private boolean nextEntry() throws IOException {
    if (TaskContext.get().isInterrupted()) {
      throw new InterruptedIOException("cancelled");
    }
    while (true) {
      if (wal == null) {
        if (!inputs.hasNext()) {
          return false;
        }
        open(inputs.next());
      }
      if (advance()) {
        cells = wal.cells();
        count = cells.size();
        position = 0;
        sameRow = false;
        if (!cells.isEmpty() || loadsSeen < wal.bulkLoads().size()) {
          // Of HBase's other markers a region that is opened anew may not know.
          long step = moments.add(wal.table(), wal.region(), wal.sequence(), wal.writeTime());
          seconds = (int) (step * settings.step());
        }
        while (loadsSeen < wal.bulkLoads().size()) {
          add(wal.bulkLoads().get(loadsSeen++));
        }
        count(wal.position());
        return true;
      }
      end();
    }
  }

  private boolean advance() throws IOException {
    try {
      return wal.next();
    } catch (LongshoreException e) {
      if (!settings.quarantine() || e.code() != ErrorCode.WAL_DAMAGED) {
        throw e;
      }
      damaged = true;
      return false;
    }
  }

  private void open(WalInput file) throws IOException {
    input = file;
    wal =
        WalCells.open(
            settings.conf(),
            new Path(file.path()),
            file.start(),
            file.stop(),
            file.tableNames(),
            settings.startTime(),
            settings.endTime());
    moments = new MomentsOfWal(settings.step());
    loadsSeen = 0;
    damaged = false;
    wanted = 0;
    unknownFamilies = 0;
    counted = file.start();
    wantedCounted = 0;
    cells = List.of();
    count = 0;
    position = 0;
  }

  private void end() throws IOException {
    boolean stopped = wal.ending() == WalEntries.Ending.STOPPED;
    if (input.stop() != WalInput.END && !(stopped && wal.position() == input.stop())) {
      throw new WrongCutException(input.path(), input.stop());
    }
    count(Math.min(wal.length(), input.stop()));
    Map<String, Long> skipped = new TreeMap<>(wal.skipped());
    if (unknownFamilies > 0) {
      skipped.put(WalSummary.OTHER_FAMILIES, unknownFamilies);
    }
    summaries.add(
        new WalSummary(
            new Path(input.path()).getName(),
            input.path(),
            input.start(),
            input.server(),
            wal.length(),
            damaged ? wal.position() : wal.length(),
            damaged ? WalSummary.DAMAGED : wal.ending().name(),
            wal.read(),
            wanted,
            skipped,
            moments.all(),
            wal.bulkLoads()));
    settings.wals().add(input.start() == 0 ? 1 : 0);
    close();
  }

  private void close() {
    if (wal != null) {
      wal.close();
      wal = null;
    }
  }

  private void count(long reached) throws InterruptedIOException {
    long more = reached - counted;
    if (more > 1 << 16 || reached == wal.length() || reached == input.stop()) {
      budget.acquire((int) Math.min(Integer.MAX_VALUE, more));
      // Reading is half the work; the other half is counted when files are written.
      settings.bytes().add(reached / 2 - counted / 2);
      counted = reached;
      settings.cells().add(wanted - wantedCounted);
      wantedCounted = wanted;
    }
  }

  private void add(BulkLoadedFile file) throws IOException {
    if (settings.root() == null || !input.tables().contains(file.table())) {
      return;
    }
    HFileSummary rows = BulkLoadedFiles.read(file, new Path(settings.root()), settings.conf());
    if (rows.firstRow() == null) {
      return;
    }
    moments.addRow(rows.firstRow(), 0, rows.firstRow().length);
    moments.addRow(rows.lastRow(), 0, rows.lastRow().length);
    for (int store :
        stores.stores(
            TableName.valueOf(file.table()), file.family(), rows.firstRow(), rows.lastRow())) {
      for (int range = ranges.firstOf(store); range <= ranges.lastOf(store); range++) {
        loads.add(new BulkLoad(store, range, file.sequence()));
      }
    }
  }
}
