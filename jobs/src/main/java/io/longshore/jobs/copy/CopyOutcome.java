package io.longshore.jobs.copy;

import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.PendingFile;
import io.longshore.core.copy.WrittenPart;
import java.io.Serializable;

/**
 * What became of one unit: a whole file, or a part of one, or a large file that was begun.
 *
 * @param file null for a part
 * @param pending null for a whole file
 * @param part null for a whole file
 */
public record CopyOutcome(CopiedFile file, PendingFile pending, WrittenPart part)
    implements Serializable {

  static CopyOutcome of(CopiedFile file) {
    return new CopyOutcome(file, null, null);
  }

  /** A large file was begun; its upload is to be ended or aborted whatever happens. */
  static CopyOutcome begun(PendingFile pending) {
    return new CopyOutcome(null, pending, null);
  }

  static CopyOutcome of(PendingFile pending, WrittenPart part) {
    return new CopyOutcome(null, pending, part);
  }
}
