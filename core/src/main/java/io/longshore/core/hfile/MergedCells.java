package io.longshore.core.hfile;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.InnerStoreCellComparator;

/**
 * The cells of several files of one store in their order: of equal keys that of the higher layer
 * first, of those the higher sequence id, of those the newer file.
 */
final class MergedCells {
  private static final CellComparator ORDER = InnerStoreCellComparator.INNER_STORE_COMPARATOR;

  private final List<FileCursor> all;
  private final byte[] family;

  /** Those that have cells, but for the top one; each is before those at 2i+1 and 2i+2. */
  private final FileCursor[] heap;

  private int size;
  private FileCursor top;

  MergedCells(List<FileCursor> cursors, byte[] family) {
    this.all = cursors;
    this.family = family;
    this.heap = new FileCursor[cursors.size()];
  }

  /** Whether cells may have tags. */
  boolean isTagged() {
    return all.stream().anyMatch(FileCursor::isTagged);
  }

  /** The current cell, null behind the last; it moves. */
  StoredCell cell() {
    return top == null ? null : top.cell;
  }

  /** Goes to the next cell; null behind the last. */
  StoredCell next() throws IOException {
    if (top == null) {
      return null;
    }
    moved(top.next());
    return cell();
  }

  /**
   * Goes to the next cell of another row, or, where that is not near, some cells on; null behind
   * the last.
   *
   * @param most so many cells of the row are passed over in each file
   */
  StoredCell nextRow(int most) throws IOException {
    if (top == null) {
      return null;
    }
    byte[] row = top.cell.rowArray;
    int offset = top.cell.rowOffset;
    int length = top.cell.rowLength;
    for (int i = size; i >= 0 && top != null && top.cell.isRow(row, offset, length); i--) {
      moved(top.nextRow(most));
    }
    return cell();
  }

  /** Goes to the first cell of a range, which lies behind what was read. */
  StoredCell seek(RowRange range) throws IOException {
    size = 0;
    top = null;
    for (FileCursor cursor : all) {
      if (cursor.mayHave(range) && cursor.seek(range, family)) {
        add(cursor);
      }
    }
    return cell();
  }

  /** Goes to the first cell that is not before a key. */
  StoredCell seek(Cell key) throws IOException {
    while (top != null && ORDER.compare(top.cell, key) < 0) {
      moved(top.seek(key));
    }
    return cell();
  }

  /** The top one has moved, or has come to its end. */
  private void moved(boolean on) {
    if (!on) {
      top = size == 0 ? null : pop();
    } else if (size > 0 && isBefore(heap[0], top)) {
      FileCursor cursor = top;
      top = heap[0];
      heap[0] = cursor;
      sink(0);
    }
  }

  private static boolean isBefore(FileCursor one, FileCursor other) {
    int order = ORDER.compare(one.cell, other.cell, true);
    if (order != 0) {
      return order < 0;
    }
    if (one.layer != other.layer) {
      return one.layer > other.layer;
    }
    long sequence = one.cell.getSequenceId();
    long otherSequence = other.cell.getSequenceId();
    return sequence == otherSequence ? one.age > other.age : sequence > otherSequence;
  }

  private void add(FileCursor cursor) {
    if (top == null) {
      top = cursor;
      return;
    }
    FileCursor added = cursor;
    if (isBefore(added, top)) {
      added = top;
      top = cursor;
    }
    int place = size++;
    while (place > 0 && isBefore(added, heap[(place - 1) / 2])) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = added;
  }

  private FileCursor pop() {
    FileCursor first = heap[0];
    heap[0] = heap[--size];
    heap[size] = null;
    if (size > 0) {
      sink(0);
    }
    return first;
  }

  private void sink(int from) {
    FileCursor sunk = heap[from];
    int place = from;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], sunk)) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = sunk;
  }

  /** Has no more cells until the next range. */
  void end() {
    top = null;
    size = 0;
  }

  void close() {
    end();
    for (FileCursor cursor : all) {
      cursor.close();
    }
  }
}
