package io.longshore.jobs.copy;

import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.PendingFile;
import io.longshore.core.copy.WrittenPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A log in memory, from which a test can take entries, as a crash would. */
final class MemoryCopyLog implements CopyLog {
  final List<CopyOutcome> outcomes = new ArrayList<>();

  @Override
  public synchronized Map<String, CopiedFile> files() {
    Map<String, CopiedFile> files = new LinkedHashMap<>();
    for (CopyOutcome outcome : outcomes) {
      if (outcome.file() != null) {
        files.put(outcome.file().target(), outcome.file());
      }
    }
    return files;
  }

  @Override
  public synchronized Map<PendingFile, List<WrittenPart>> parts() {
    Map<String, CopiedFile> whole = files();
    Map<PendingFile, List<WrittenPart>> parts = new LinkedHashMap<>();
    for (CopyOutcome outcome : outcomes) {
      if (outcome.pending() != null && !whole.containsKey(outcome.pending().target())) {
        List<WrittenPart> written =
            parts.computeIfAbsent(outcome.pending(), pending -> new ArrayList<>());
        if (outcome.part() != null) {
          written.add(outcome.part());
        }
      }
    }
    return parts;
  }

  @Override
  public synchronized void record(List<CopyOutcome> done) {
    outcomes.addAll(done);
  }

  /** The log of a run that was cut off: what is left of this one. */
  MemoryCopyLog keeping(Predicate<CopyOutcome> kept) {
    MemoryCopyLog log = new MemoryCopyLog();
    outcomes.stream().filter(kept).forEach(log.outcomes::add);
    return log;
  }
}
