package io.longshore.core.hfile;

import io.longshore.core.hfile.CellRules.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;

/**
 * The cells of one store in HBase's order, out of its files: what a live {@code Scan} returns, or
 * everything, as {@link CellRules} say. No row is held in memory. Not safe for several threads.
 *
 * <p>HBase's own rules judge the cells. Only where the newest version of each column is wanted, and
 * until a row's first delete marker, a shorter one does: a column's first cell is visible unless it
 * has expired, and hides the rest of its column.
 *
 * <p>Labels of visibility and access rules, which coprocessors of a region server heed, are not
 * heeded.
 */
public final class CellStream implements Closeable {
  /** So many cells are passed over one by one before an index is asked where the next one is. */
  private static final int NEAR = 64;

  private final MergedCells cells;
  private final List<RowRange> ranges;
  private final WantedColumns columns;
  private final boolean allColumns;
  private final boolean isStored;
  private final boolean isVisible;
  private final boolean isNewest;
  private final RowMatcher matcher;
  private final long now;

  /** Of what is visible where only the newest version is wanted. */
  private final long oldest;

  private final long behindNewest;

  /** Null where there are no references to MOB files, or they are wanted as such. */
  private final MobValues mob;

  private final ReadCounters counters;

  private int nextRange;
  private byte[] stop;

  /** The column that was looked at last, returned or not. */
  private final StoredCell last = new StoredCell();

  /** Whether no cell of the range was looked at yet. */
  private boolean fresh;

  /** Whether the merge is already at the next cell to look at. */
  private boolean ahead;

  private boolean rowDone;

  /** Whether the rest of a row that is done was passed over, as far as it is near. */
  private boolean stepped;

  private boolean rowReturned;

  /** Whether HBase's rules are judging the row. */
  private boolean matching;

  private boolean columnDone;
  private boolean columnWanted = true;

  /** Cells that are not counted yet. */
  private long looked;

  /** Cells passed over since one was looked at more closely. */
  private int passed;

  private StoredCell current;
  private boolean newRow;

  private CellStream(
      ColumnFamilyDescriptor family,
      MergedCells cells,
      StoreScan scan,
      RowMatcher matcher,
      MobValues mob,
      ReadCounters counters) {
    CellRules rules = scan.rules();
    this.cells = cells;
    this.ranges = scan.ranges();
    this.columns = new WantedColumns(scan.columns());
    this.allColumns = scan.columns().qualifiers() == null;
    this.isStored = rules.kind() == Kind.STORED;
    this.isVisible = rules.kind() == Kind.VISIBLE;
    this.isNewest =
        isVisible
            && Math.min(rules.versions(), family.getMaxVersions()) == 1
            && !family.isNewVersionBehavior();
    long unexpired = TimeToLive.oldest(family, rules);
    this.matcher = matcher;
    this.now = rules.now();
    // The first version is one of those that a family with least versions always keeps.
    this.oldest = family.getMinVersions() > 0 ? rules.from() : Math.max(unexpired, rules.from());
    this.behindNewest = rules.to();
    this.mob = mob;
    this.counters = counters;
  }

  /**
   * Opens a store's files.
   *
   * @param conf with the keys of encrypted families
   * @param files of the store, in any order
   * @throws io.longshore.core.error.LongshoreException if a file is nowhere or damaged, as faults
   *     say
   */
  public static CellStream open(
      Configuration conf,
      ColumnFamilyDescriptor family,
      List<StoreFile> files,
      StoreScan scan,
      FileFaults faults,
      ReadCounters counters)
      throws IOException {
    RowMatcher matcher =
        scan.rules().kind() == Kind.STORED
            ? null
            : new RowMatcher(conf, family, scan.rules(), TimeToLive.oldest(family, scan.rules()));
    boolean isCopy = scan.rules().kind() == Kind.STORED || scan.rules().kind() == Kind.COMPACTED;
    boolean resolves = family.isMobEnabled() && !isCopy && !files.isEmpty();
    MobValues mob =
        resolves
            ? new MobValues(conf, family.getNameAsString(), files.get(0), faults, counters)
            : null;
    MergedCells merged =
        new MergedCells(
            StoreFiles.open(conf, family, files, scan, faults, counters), family.getName());
    return new CellStream(family, merged, scan, matcher, mob, counters);
  }

  /** Goes to the next cell; false behind the last. */
  public boolean next() throws IOException {
    while (true) {
      StoredCell cell = nextStored();
      if (cell == null) {
        if (nextRange()) {
          continue;
        }
        current = null;
        return false;
      }
      if (fresh || !cell.isSameRow(last)) {
        fresh = false;
        last.setColumn(cell);
        if (stop.length > 0 && cell.compareRow(stop) >= 0) {
          cells.end();
          continue;
        }
        beginRow();
        beginColumn(cell);
      } else if (rowDone) {
        pass(cell);
        continue;
      } else if (!cell.isSameQualifier(last)) {
        last.setColumn(cell);
        beginColumn(cell);
      }
      if (rowDone || columnDone && !mayDeleteFamily(cell)) {
        pass(cell);
      } else if (isReturned(cell)) {
        take(cell);
        return true;
      }
    }
  }

  /**
   * The current cell, good until the stream goes on. The value of a cell whose column is not
   * wanted, which {@link Columns#everyRow()} asks for, may be a reference to a MOB file.
   */
  public StoredCell cell() {
    return current;
  }

  /** Whether the current cell is the first that was returned of its row. */
  public boolean isNewRow() {
    return newRow;
  }

  /** Whether cells may have tags. */
  public boolean isTagged() {
    return cells.isTagged();
  }

  /** Passes over what is left of the current cell's row. */
  public void skipRow() {
    rowDone = true;
  }

  private void count() {
    counters.addCells(looked);
    looked = 0;
  }

  @Override
  public void close() {
    count();
    cells.close();
    if (mob != null) {
      mob.close();
    }
  }

  private StoredCell nextStored() throws IOException {
    StoredCell cell;
    if (ahead) {
      ahead = false;
      cell = cells.cell();
    } else if (stop == null) {
      return null;
    } else if (rowDone && !stepped) {
      stepped = true;
      cell = cells.nextRow(NEAR);
    } else {
      cell = cells.next();
    }
    if (cell != null) {
      looked++;
    }
    return cell;
  }

  private boolean nextRange() throws IOException {
    count();
    if (nextRange == ranges.size()) {
      stop = null;
      return false;
    }
    RowRange range = ranges.get(nextRange++);
    stop = range.stop();
    cells.seek(range);
    ahead = true;
    fresh = true;
    return true;
  }

  private void beginRow() {
    rowDone = false;
    stepped = false;
    rowReturned = false;
    matching = false;
    passed = 0;
    columns.beginRow();
  }

  private void beginColumn(StoredCell cell) {
    if (allColumns) {
      columnDone = false;
      return;
    }
    columnWanted = columns.has(cell);
    boolean rowKnown = rowReturned || !columns.wantsEveryRow();
    columnDone = !columnWanted && rowKnown;
    rowDone = columnDone && columns.isOver();
  }

  private boolean isReturned(StoredCell cell) throws IOException {
    if (isStored) {
      return true;
    }
    if (!matching && isNewest && cell.isPut()) {
      return isNewestVisible(cell);
    }
    // HBase's rules remember cells.
    StoredCell kept = cell.copy();
    if (!matching) {
      matching = true;
      matcher.begin(kept);
    }
    switch (matcher.judge(kept)) {
      case TAKE:
        return true;
      case TAKE_LAST_OF_COLUMN:
        columnDone = true;
        return true;
      case TAKE_LAST_OF_ROW:
        rowDone = true;
        return true;
      case PASS_COLUMN:
        columnDone = true;
        return false;
      case PASS_ROW:
        rowDone = true;
        return false;
      default:
        return false;
    }
  }

  private boolean isNewestVisible(StoredCell cell) {
    long timestamp = cell.getTimestamp();
    if (timestamp < oldest) {
      columnDone = true;
      return false;
    }
    if (timestamp >= behindNewest && behindNewest < Long.MAX_VALUE
        || cell.getTagsLength() > 0 && TimeToLive.isOver(cell, now)) {
      return false;
    }
    columnDone = true;
    return true;
  }

  private void take(StoredCell cell) throws IOException {
    newRow = !rowReturned;
    rowReturned = true;
    passed = 0;
    current = cell;
    if (!columnWanted) {
      columnDone = true;
    } else if (mob != null && MobValues.isReference(cell)) {
      current = mob.resolve(cell);
    }
  }

  /** Passes over a cell, and where many were, over all up to the next that may be wanted. */
  private void pass(StoredCell cell) throws IOException {
    if (rowDone ? !stepped : ++passed < NEAR || cell.getQualifierLength() == 0) {
      return;
    }
    passed = 0;
    ahead = true;
    if (rowDone) {
      cells.seek(PrivateCellUtil.createLastOnRow(cell));
    } else if (columnWanted || columns.nextQualifier() == null) {
      cells.seek(PrivateCellUtil.createLastOnRowCol(cell));
    } else {
      byte[] wanted = columns.nextQualifier();
      cells.seek(PrivateCellUtil.createFirstOnRowCol(cell, wanted, 0, wanted.length));
    }
  }

  /** Markers that delete a family, or a version of it, are among the cells of no qualifier. */
  private boolean mayDeleteFamily(StoredCell cell) {
    return isVisible && cell.getQualifierLength() == 0 && !cell.isPut();
  }
}
