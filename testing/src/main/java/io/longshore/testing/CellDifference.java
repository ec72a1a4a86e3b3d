package io.longshore.testing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.util.Bytes;

/** Compares two cells in all a client can see of them, and says how they differ. */
final class CellDifference {
  private static final int SHOWN_BYTES = 48;

  private CellDifference() {}

  /** Null stands for a cell beyond the end. */
  static boolean same(Cell left, Cell right) {
    if (left == null || right == null) {
      return left == right;
    }
    return sameKey(left, right)
        && CellUtil.matchingValue(left, right)
        && CellUtil.matchingTags(left, right);
  }

  private static boolean sameKey(Cell left, Cell right) {
    return CellUtil.matchingRows(left, right)
        && CellUtil.matchingFamily(left, right)
        && CellUtil.matchingQualifier(left, right)
        && left.getTimestamp() == right.getTimestamp()
        && left.getType() == right.getType();
  }

  static String describe(long position, Cell left, Cell right) {
    String prefix = "Cell " + position + ": ";
    if (right == null) {
      return prefix + "only the left has " + describe(left);
    }
    if (left == null) {
      return prefix + "only the right has " + describe(right);
    }
    if (!sameKey(left, right)) {
      return prefix
          + differingPart(left, right)
          + " differs: the left has "
          + describe(left)
          + ", the right has "
          + describe(right);
    }
    if (!CellUtil.matchingValue(left, right)) {
      return prefix
          + "value differs at "
          + key(left)
          + ": the left has "
          + value(left)
          + ", the right has "
          + value(right);
    }
    return prefix
        + "tags differ at "
        + key(left)
        + ": the left has "
        + tags(left)
        + ", the right has "
        + tags(right);
  }

  private static String differingPart(Cell left, Cell right) {
    if (!CellUtil.matchingRows(left, right)) {
      return "row";
    }
    if (!CellUtil.matchingFamily(left, right)) {
      return "family";
    }
    if (!CellUtil.matchingQualifier(left, right)) {
      return "qualifier";
    }
    return left.getTimestamp() != right.getTimestamp() ? "timestamp" : "type";
  }

  private static String describe(Cell cell) {
    return key(cell) + " value=" + value(cell) + " tags=" + tags(cell);
  }

  private static String key(Cell cell) {
    return "row="
        + Bytes.toStringBinary(cell.getRowArray(), cell.getRowOffset(), cell.getRowLength())
        + " family="
        + Bytes.toStringBinary(
            cell.getFamilyArray(), cell.getFamilyOffset(), cell.getFamilyLength())
        + " qualifier="
        + Bytes.toStringBinary(
            cell.getQualifierArray(), cell.getQualifierOffset(), cell.getQualifierLength())
        + " timestamp="
        + cell.getTimestamp()
        + " type="
        + cell.getType();
  }

  private static String value(Cell cell) {
    int length = cell.getValueLength();
    return length
        + " bytes \""
        + Bytes.toStringBinary(
            cell.getValueArray(), cell.getValueOffset(), Math.min(length, SHOWN_BYTES))
        + (length > SHOWN_BYTES ? "\"..." : "\"");
  }

  private static List<String> tags(Cell cell) {
    List<String> tags = new ArrayList<>();
    for (Iterator<Tag> all = PrivateCellUtil.tagsIterator(cell); all.hasNext(); ) {
      Tag tag = all.next();
      tags.add(tag.getType() + ":" + Bytes.toStringBinary(Tag.cloneValue(tag)));
    }
    return tags;
  }
}
