package io.longshore.core.hfile;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;

/** Where a reading is in one file. It moves forward only. */
final class FileCursor {
  /** The current cell, null before the first and behind the last. */
  ExtendedCell cell;

  /** The place of the file among those of its store, the newest has the highest. */
  final int age;

  private final OpenStoreFile file;
  private final HFileScanner scanner;
  private final FileFaults faults;
  private final boolean givesSequence;
  private final long sequence;
  private final RowBloom bloom;

  /** Of a half, where its rows end within the file; null where the file ends. */
  private final byte[] stop;

  private boolean begun;
  private boolean ended;

  FileCursor(OpenStoreFile file, int age, boolean points, FileFaults faults) throws IOException {
    this.file = file;
    this.age = age;
    this.faults = faults;
    this.scanner = file.scanner(points);
    this.givesSequence = file.givesSequence();
    this.sequence = file.sequence();
    this.bloom = points ? file.bloom() : null;
    StoreFile.Half half = file.file().half();
    this.stop = half == null || half.top() ? null : half.row();
  }

  /** Goes to the next cell; false behind the last. */
  boolean next() throws IOException {
    try {
      return scanner.next() ? take() : end();
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
    try {
      if (!begun && file.beginsAt(row)) {
        begun = true;
        return scanner.seekTo() ? take() : end();
      }
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
    return seek(PrivateCellUtil.createFirstOnRow(row, family, HConstants.EMPTY_BYTE_ARRAY));
  }

  /** Goes to the first cell that is not before a key, unless it is there already. */
  boolean seek(Cell key) throws IOException {
    if (ended) {
      return false;
    }
    try {
      int found = begun ? scanner.reseekTo(key) : scanner.seekTo(key);
      begun = true;
      if (found == HConstants.INDEX_KEY_MAGIC || found == 0) {
        return take();
      }
      if (found > 0) {
        return scanner.next() ? take() : end();
      }
      // Before the current cell, or the first.
      return scanner.isSeeked() || scanner.seekTo() ? take() : end();
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  /** Goes to the first cell that is not before a key, perhaps back. */
  boolean jump(Cell key) throws IOException {
    begun = false;
    ended = false;
    return seek(key);
  }

  /** Whether it may have cells of a range. */
  boolean mayHave(RowRange range) {
    return !ended
        && file.overlaps(range)
        && (bloom == null || !range.isOneRow() || bloom.mayHave(range.start()));
  }

  void close() {
    ended = true;
    cell = null;
    file.close();
  }

  private boolean take() {
    ExtendedCell taken = (ExtendedCell) scanner.getCell();
    if (stop != null && stop.length > 0 && isBehindHalf(taken)) {
      return end();
    }
    if (givesSequence) {
      sequence(taken);
    }
    cell = taken;
    return true;
  }

  private void sequence(ExtendedCell taken) {
    try {
      taken.setSequenceId(sequence);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isBehindHalf(ExtendedCell taken) {
    return Arrays.compareUnsigned(
            taken.getRowArray(),
            taken.getRowOffset(),
            taken.getRowOffset() + taken.getRowLength(),
            stop,
            0,
            stop.length)
        >= 0;
  }

  private boolean end() {
    ended = true;
    cell = null;
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
