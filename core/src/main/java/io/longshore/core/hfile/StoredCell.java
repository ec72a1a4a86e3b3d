package io.longshore.core.hfile;

import java.util.Arrays;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A cell where it lies in its block. It moves on with what reads the block; the arrays that it
 * points into stay as they are, and in memory, as long as someone has them.
 */
// Deprecated in Cell, and what ExtendedCell is for.
@SuppressWarnings("deprecation")
public final class StoredCell implements ExtendedCell {
  private static final byte PUT = KeyValue.Type.Put.getCode();
  private static final byte[] NOTHING = HConstants.EMPTY_BYTE_ARRAY;

  byte[] rowArray = NOTHING;
  int rowOffset;
  int rowLength;
  byte[] familyArray = NOTHING;
  int familyOffset;
  int familyLength;
  byte[] qualifierArray = NOTHING;
  int qualifierOffset;
  int qualifierLength;
  long timestamp;
  byte type;
  byte[] valueArray = NOTHING;
  int valueOffset;
  int valueLength;
  byte[] tagsArray = NOTHING;
  int tagsOffset;
  int tagsLength;
  long sequence;

  StoredCell() {}

  /** The cell as it is now, which does not move. It copies no byte that the cell points to. */
  public StoredCell copy() {
    StoredCell copy = new StoredCell();
    copy.setKey(this);
    copy.valueArray = valueArray;
    copy.valueOffset = valueOffset;
    copy.valueLength = valueLength;
    copy.tagsArray = tagsArray;
    copy.tagsOffset = tagsOffset;
    copy.tagsLength = tagsLength;
    return copy;
  }

  /** Takes all of another one but its value and tags. */
  void setKey(StoredCell other) {
    setColumn(other);
    timestamp = other.timestamp;
    type = other.type;
    sequence = other.sequence;
  }

  /** Takes another one's row, family and qualifier. */
  void setColumn(StoredCell other) {
    rowArray = other.rowArray;
    rowOffset = other.rowOffset;
    rowLength = other.rowLength;
    familyArray = other.familyArray;
    familyOffset = other.familyOffset;
    familyLength = other.familyLength;
    qualifierArray = other.qualifierArray;
    qualifierOffset = other.qualifierOffset;
    qualifierLength = other.qualifierLength;
  }

  boolean isPut() {
    return type == PUT;
  }

  boolean isSameRow(StoredCell other) {
    return rowLength == other.rowLength
        && (rowOffset == other.rowOffset && rowArray == other.rowArray
            || isSame(rowArray, rowOffset, other.rowArray, other.rowOffset, rowLength));
  }

  boolean isRow(byte[] array, int offset, int length) {
    return rowLength == length && isSame(rowArray, rowOffset, array, offset, length);
  }

  boolean isSameQualifier(StoredCell other) {
    return qualifierLength == other.qualifierLength
        && (qualifierOffset == other.qualifierOffset && qualifierArray == other.qualifierArray
            || isSame(
                qualifierArray,
                qualifierOffset,
                other.qualifierArray,
                other.qualifierOffset,
                qualifierLength));
  }

  int compareRow(byte[] row) {
    return Arrays.compareUnsigned(rowArray, rowOffset, rowOffset + rowLength, row, 0, row.length);
  }

  int compareQualifier(byte[] qualifier) {
    return Arrays.compareUnsigned(
        qualifierArray,
        qualifierOffset,
        qualifierOffset + qualifierLength,
        qualifier,
        0,
        qualifier.length);
  }

  /**
   * What differs mostly differs at its end. Eight bytes at a time: for what is so short the JDK's
   * own comparison takes longer to begin than this takes.
   */
  private static boolean isSame(byte[] one, int at, byte[] other, int otherAt, int length) {
    int last = length - Long.BYTES;
    if (last < 0) {
      return Arrays.equals(one, at, at + length, other, otherAt, otherAt + length);
    }
    for (int i = last; i > 0; i -= Long.BYTES) {
      if (BlockCells.longAt(one, at + i) != BlockCells.longAt(other, otherAt + i)) {
        return false;
      }
    }
    return BlockCells.longAt(one, at) == BlockCells.longAt(other, otherAt);
  }

  @Override
  public byte[] getRowArray() {
    return rowArray;
  }

  @Override
  public int getRowOffset() {
    return rowOffset;
  }

  @Override
  public short getRowLength() {
    return (short) rowLength;
  }

  @Override
  public byte[] getFamilyArray() {
    return familyArray;
  }

  @Override
  public int getFamilyOffset() {
    return familyOffset;
  }

  @Override
  public byte getFamilyLength() {
    return (byte) familyLength;
  }

  @Override
  public byte[] getQualifierArray() {
    return qualifierArray;
  }

  @Override
  public int getQualifierOffset() {
    return qualifierOffset;
  }

  @Override
  public int getQualifierLength() {
    return qualifierLength;
  }

  @Override
  public long getTimestamp() {
    return timestamp;
  }

  @Override
  public byte getTypeByte() {
    return type;
  }

  @Override
  public byte[] getValueArray() {
    return valueArray;
  }

  @Override
  public int getValueOffset() {
    return valueOffset;
  }

  @Override
  public int getValueLength() {
    return valueLength;
  }

  @Override
  public byte[] getTagsArray() {
    return tagsArray;
  }

  @Override
  public int getTagsOffset() {
    return tagsOffset;
  }

  @Override
  public int getTagsLength() {
    return tagsLength;
  }

  @Override
  public long getSequenceId() {
    return sequence;
  }

  @Override
  public void setSequenceId(long id) {
    sequence = id;
  }

  @Override
  public void setTimestamp(long time) {
    timestamp = time;
  }

  @Override
  public void setTimestamp(byte[] time) {
    timestamp = Bytes.toLong(time);
  }

  @Override
  public long heapSize() {
    return getSerializedSize();
  }

  @Override
  public String toString() {
    return KeyValue.keyToString(new KeyValue(this).getKey());
  }
}
