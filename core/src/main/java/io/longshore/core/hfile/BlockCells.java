package io.longshore.core.hfile;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.HFileBlock;
import org.apache.hadoop.hbase.nio.ByteBuff;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.io.WritableUtils;

/**
 * The cells of a data block, one after the other, put into a cell that moves. Those who find a
 * length that cannot be throw an {@link IllegalStateException}: the block is damaged.
 */
abstract class BlockCells {
  /** Behind a key's qualifier: timestamp and type. */
  static final int TIME_AND_TYPE = Long.BYTES + 1;

  // One load each; put together byte by byte they are a third of the time of plain cells.
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  final StoredCell cell;

  BlockCells(StoredCell cell) {
    this.cell = cell;
  }

  private static VarHandle view(Class<?> numbers) {
    return MethodHandles.byteArrayViewVarHandle(numbers, ByteOrder.BIG_ENDIAN);
  }

  /** Begins a block; the cell does not move yet. */
  abstract void begin(HFileBlock block) throws IOException;

  /** Goes to the next cell; false behind the last, where the cell stays. */
  abstract boolean next() throws IOException;

  /**
   * Goes to the next cell of another row, or, where there are many before it, to the last of so
   * many cells; false behind the last of the block, where the cell stays.
   */
  boolean nextRow(int most) throws IOException {
    byte[] array = cell.rowArray;
    int offset = cell.rowOffset;
    int length = cell.rowLength;
    for (int i = 0; i < most; i++) {
      if (!next()) {
        return false;
      }
      if (!cell.isRow(array, offset, length)) {
        return true;
      }
    }
    return true;
  }

  /** A block's bytes without header and checksums, all of them in an array. */
  record Data(byte[] array, int from, int to) {
    /** Of cells that are not encoded. */
    static Data plain(HFileBlock block) {
      return of(block, 0);
    }

    /** Behind the encoding's number. */
    static Data encoded(HFileBlock block) {
      return of(block, DataBlockEncoding.ID_SIZE);
    }

    private static Data of(HFileBlock block, int skipped) {
      int length = block.getUncompressedSizeWithoutHeader();
      ByteBuff bytes = block.getBufferWithoutHeader();
      if (length > bytes.limit() || skipped > length) {
        throw new IllegalStateException(
            "A block says that it has " + length + " bytes and has " + bytes.limit());
      }
      if (bytes.hasArray()) {
        int from = bytes.arrayOffset();
        return new Data(bytes.array(), from + skipped, from + length);
      }
      byte[] copy = new byte[length];
      bytes.get(copy, 0, length);
      return new Data(copy, skipped, length);
    }
  }

  static int intAt(byte[] array, int at) {
    return (int) INT.get(array, at);
  }

  static int shortAt(byte[] array, int at) {
    return (short) SHORT.get(array, at) & 0xffff;
  }

  static long longAt(byte[] array, int at) {
    return (long) LONG.get(array, at);
  }

  /** Reads a sequence id, and says behind which byte it ends. */
  static int readSequence(byte[] array, int at, StoredCell into) throws IOException {
    byte first = array[at];
    if (first >= -112) {
      into.sequence = first;
      return at + 1;
    }
    into.sequence = WritableComparator.readVLong(array, at);
    return at + WritableUtils.decodeVIntSize(first);
  }

  static IllegalStateException damaged(int at) {
    return new IllegalStateException("A cell of the block has a length that cannot be, at " + at);
  }
}
