package io.longshore.jobs.copy;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.FilePart;
import io.longshore.core.copy.PendingFile;
import java.io.Serializable;

/**
 * What one task copies in one go.
 *
 * @param part the range to copy
 * @param pending the file the part belongs to; null where the file is copied whole
 */
record CopyUnit(CopyItem item, FilePart part, PendingFile pending) implements Serializable {

  static CopyUnit whole(CopyItem item) {
    return new CopyUnit(item, new FilePart(0, 0, item.length()), null);
  }

  boolean isWhole() {
    return pending == null;
  }

  /** Bytes to move, and what opening and committing a file costs beside. */
  long cost() {
    return part.length() + CopyPlan.COST_OF_A_FILE;
  }
}
