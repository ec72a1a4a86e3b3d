package io.longshore.jobs.copy;

import io.longshore.core.copy.BlockHosts;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.FilePart;
import io.longshore.core.copy.PendingFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * What one task copies in one go.
 *
 * @param part the range to copy
 * @param pending the file the part belongs to; null where the file is copied whole
 */
record CopyUnit(CopyItem item, FilePart part, PendingFile pending) implements Serializable {

  /** Bytes that take far longer over a network than the question where they are. */
  private static final long WORTH_ASKING_FOR = 8 << 20;

  static CopyUnit whole(CopyItem item) {
    return new CopyUnit(item, new FilePart(0, 0, item.length()), null);
  }

  /**
   * Hosts that have most of its bytes; empty where none is known, or they are not worth asking for.
   */
  List<String> hosts(Configuration conf) {
    if (part.length() < WORTH_ASKING_FOR) {
      return List.of();
    }
    try {
      return BlockHosts.of(conf, item.sources(), part.offset(), part.length()).entrySet().stream()
          .filter(host -> host.getValue() > part.length() / 2)
          .map(Map.Entry::getKey)
          .toList();
    } catch (IOException e) {
      // Who reads the file says what is wrong with it.
      return List.of();
    }
  }

  boolean isWhole() {
    return pending == null;
  }

  /** Bytes to move, and what opening and committing a file costs beside. */
  long cost() {
    return part.length() + CopyPlan.COST_OF_A_FILE;
  }
}
