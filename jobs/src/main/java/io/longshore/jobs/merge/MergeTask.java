package io.longshore.jobs.merge;

import io.longshore.snapshot.scan.Piece;
import io.longshore.snapshot.scan.Split;
import java.io.Serializable;

/**
 * What one task merges.
 *
 * @param input without files: they are those of the split
 */
record MergeTask(MergeInput input, Split split) implements Serializable {
  long bytes() {
    return split.pieces().stream().mapToLong(Piece::bytes).sum();
  }
}
