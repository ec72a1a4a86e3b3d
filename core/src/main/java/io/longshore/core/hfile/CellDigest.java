package io.longshore.core.hfile;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * A digest of cells that does not depend on their order, nor on the files they lie in: the sum of
 * what CRC-32C and CRC-32 make of each. Sequence ids do not count: they change on the way. Not safe
 * for several threads.
 */
public final class CellDigest {
  private final Checksum[] sums = {new CRC32C(), new CRC32()};
  private final byte[] fixed = new byte[Long.BYTES + 1 + 3 * Integer.BYTES];
  private final ByteBuffer fixedNumbers = ByteBuffer.wrap(fixed);
  private long cells;
  private long value;

  void add(StoredCell cell) {
    // Lengths, so that no cell looks like another one that is cut elsewhere.
    fixedNumbers
        .clear()
        .putLong(cell.timestamp)
        .put(cell.type)
        .putInt(cell.rowLength)
        .putInt(cell.qualifierLength)
        .putInt(cell.valueLength);
    long both = 0;
    for (Checksum sum : sums) {
      sum.reset();
      sum.update(fixed, 0, fixed.length);
      sum.update(cell.rowArray, cell.rowOffset, cell.rowLength);
      sum.update(cell.familyArray, cell.familyOffset, cell.familyLength);
      sum.update(cell.qualifierArray, cell.qualifierOffset, cell.qualifierLength);
      sum.update(cell.valueArray, cell.valueOffset, cell.valueLength);
      sum.update(cell.tagsArray, cell.tagsOffset, cell.tagsLength);
      both = both << Integer.SIZE | sum.getValue();
    }
    value += both;
    cells++;
  }

  /** How many there were. */
  public long cells() {
    return cells;
  }

  /** The digest; those of two sets of cells add up to that of both. */
  public long value() {
    return value;
  }
}
