package io.longshore.jobs.copy;

import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.PendingFile;
import io.longshore.core.copy.WrittenPart;
import java.util.List;
import java.util.Map;

/** What a copy remembers of itself, so that one that was cut off is not begun again. */
public interface CopyLog {
  /** A copy that is not resumed. */
  CopyLog NONE =
      new CopyLog() {
        @Override
        public Map<String, CopiedFile> files() {
          return Map.of();
        }

        @Override
        public Map<PendingFile, List<WrittenPart>> parts() {
          return Map.of();
        }

        @Override
        public void record(List<CopyOutcome> outcomes) {}
      };

  /** Files that were copied before, by their target. */
  Map<String, CopiedFile> files();

  /** Large files that were begun before, with the parts of them that are written. */
  Map<PendingFile, List<WrittenPart>> parts();

  /** Remembers what a task has done; called by one thread at a time. */
  void record(List<CopyOutcome> outcomes);
}
