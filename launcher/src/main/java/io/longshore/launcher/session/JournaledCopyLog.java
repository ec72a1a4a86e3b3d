package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.PendingFile;
import io.longshore.core.copy.WrittenPart;
import io.longshore.jobs.copy.CopyLog;
import io.longshore.jobs.copy.CopyOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A copy's memory in the session's journal: an entry for every task that ended. */
public final class JournaledCopyLog implements CopyLog {
  private final Journal journal;
  private final String step;

  public JournaledCopyLog(Journal journal, String step) {
    this.journal = journal;
    this.step = step;
  }

  private record Outcomes(@JsonProperty("outcomes") List<CopyOutcome> outcomes) {}

  @Override
  public Map<String, CopiedFile> files() {
    Map<String, CopiedFile> files = new LinkedHashMap<>();
    for (CopyOutcome outcome : outcomes()) {
      if (outcome.file() != null) {
        files.put(outcome.file().target(), outcome.file());
      }
    }
    return files;
  }

  @Override
  public Map<PendingFile, List<WrittenPart>> parts() {
    Map<String, CopiedFile> whole = files();
    Map<PendingFile, List<WrittenPart>> parts = new LinkedHashMap<>();
    for (CopyOutcome outcome : outcomes()) {
      if (outcome.pending() == null || whole.containsKey(outcome.pending().target())) {
        continue;
      }
      List<WrittenPart> written =
          parts.computeIfAbsent(outcome.pending(), pending -> new ArrayList<>());
      if (outcome.part() != null) {
        written.add(outcome.part());
      }
    }
    return parts;
  }

  @Override
  public void record(List<CopyOutcome> outcomes) {
    try {
      journal.append(step, JournalEntry.State.PROGRESS, new Outcomes(outcomes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<CopyOutcome> outcomes() {
    return journal.progress(step, Outcomes.class).stream()
        .flatMap(entry -> entry.outcomes().stream())
        .toList();
  }
}
