package io.longshore.core.hfile;

import io.longshore.core.error.Errors;
import io.longshore.core.error.Faults;
import io.longshore.core.error.LongshoreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.PrivateCellUtil;

/** Where a reading is in one file. It moves forward only. */
final class FileCursor {
  /** The current cell. It moves, and means nothing before the first and behind the last. */
  final StoredCell cell;

  /** The place of the file among those of its store, the newest has the highest. */
  final int age;

  /** That of the file. */
  final int layer;

  private final OpenStoreFile file;
  private final FileCells cells;
  private final FileFaults faults;
  private final boolean givesSequence;
  private final long sequence;
  private final RowBloom bloom;

  /** Null where all cells count. */
  private final SequenceCut.Lookup cut;

  /** Of a half, where its rows end within the file; null where the file ends. */
  private final byte[] stop;

  private boolean begun;
  private boolean ended;

  FileCursor(OpenStoreFile file, int age, boolean points, FileFaults faults) throws IOException {
    this.file = file;
    this.age = age;
    this.layer = file.file().layer();
    this.faults = faults;
    this.cells = file.cells(points);
    this.cell = cells.cell;
    this.givesSequence = file.givesSequence();
    this.sequence = file.sequence();
    this.bloom = points ? file.bloom() : null;
    this.cut = file.file().cut() == null ? null : file.file().cut().new Lookup();
    StoreFile.Half half = file.file().half();
    this.stop = half == null || half.top() || half.row().length == 0 ? null : half.row();
  }

  /** Goes to the next cell; false behind the last. */
  boolean next() throws IOException {
    try {
      return cells.next() ? take() : end();
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  /** Goes to the next row, or some cells on; false behind the last. */
  boolean nextRow(int most) throws IOException {
    try {
      return cells.nextRow(most) ? take() : end();
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  /** Goes to the first cell of a range, unless it is behind that already. */
  boolean seek(RowRange range, byte[] family) throws IOException {
    if (ended) {
      return false;
    }
    byte[] row = range.start();
    StoreFile.Half half = file.file().half();
    if (half != null && half.top() && Arrays.compareUnsigned(row, half.row()) < 0) {
      row = half.row();
    }
    if (begun || !file.beginsAt(row)) {
      return seek(PrivateCellUtil.createFirstOnRow(row, family, HConstants.EMPTY_BYTE_ARRAY));
    }
    begun = true;
    try {
      return cells.first() ? take() : end();
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  /** Goes to the first cell that is not before a key, unless it is there already. */
  boolean seek(Cell key) throws IOException {
    if (ended) {
      return false;
    }
    begun = true;
    try {
      return cells.seek(key) ? take() : end();
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  /** Goes to the first cell that is not before a key, perhaps back. */
  boolean jump(Cell key) throws IOException {
    cells.rewind();
    ended = false;
    return seek(key);
  }

  /** Whether cells may have tags. */
  boolean isTagged() {
    return file.isTagged();
  }

  /** Whether it may have cells of a range. */
  boolean mayHave(RowRange range) {
    return !ended
        && file.overlaps(range)
        && (bloom == null || !range.isOneRow() || bloom.mayHave(range.start()));
  }

  void close() {
    ended = true;
    file.close();
  }

  private boolean take() throws IOException {
    do {
      if (stop != null && cell.compareRow(stop) >= 0) {
        return end();
      }
      if (givesSequence) {
        cell.sequence = sequence;
      }
      if (cut == null || cut.has(cell)) {
        return true;
      }
    } while (cells.next());
    return end();
  }

  private boolean end() {
    ended = true;
    return false;
  }

  private boolean failed(Exception failure) throws IOException {
    if (failure instanceof BlockReader.LastBlockDamaged) {
      return end();
    }
    if (failure instanceof LongshoreException known) {
      throw known;
    }
    if (Faults.has(failure, FileNotFoundException.class)) {
      throw faults.missing(file.file(), failure);
    }
    if (Faults.isPassing(failure)) {
      throw failure instanceof IOException io ? io : new IOException(failure);
    }
    throw Errors.storeFileDamaged(
        file.reader().getPath().toString(), file.reader().offset(), failure);
  }
}
