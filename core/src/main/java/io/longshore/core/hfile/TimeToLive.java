package io.longshore.core.hfile;

import java.util.Iterator;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.TagType;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;

/** When cells expire, by their family or by their own tag. */
final class TimeToLive {
  private TimeToLive() {}

  /** In milliseconds, as {@code HStore.determineTTLFromFamily}. */
  static long of(ColumnFamilyDescriptor family) {
    int seconds = family.getTimeToLive();
    return seconds == HConstants.FOREVER || seconds == -1 ? Long.MAX_VALUE : seconds * 1000L;
  }

  /** The lowest timestamp that has not expired, as in {@code StoreScanner}. */
  static long oldest(ColumnFamilyDescriptor family, CellRules rules) {
    if (rules.kind() == CellRules.Kind.RAW) {
      return 0;
    }
    return rules.now() == CellRules.NEVER ? Long.MIN_VALUE : rules.now() - of(family);
  }

  /** Whether a cell's own time to live is over; of several the first counts. */
  static boolean isOver(Cell cell, long now) {
    Iterator<Tag> tags = PrivateCellUtil.tagsIterator(cell);
    while (tags.hasNext()) {
      Tag tag = tags.next();
      if (tag.getType() == TagType.TTL_TAG_TYPE) {
        return cell.getTimestamp() + Tag.getValueAsLong(tag) < now;
      }
    }
    return false;
  }
}
