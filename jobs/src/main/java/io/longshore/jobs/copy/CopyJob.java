package io.longshore.jobs.copy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileCopy;
import io.longshore.core.copy.FilePart;
import io.longshore.core.copy.PartWriter;
import io.longshore.core.copy.PendingFile;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.copy.WrittenPart;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Copies many files at once: small ones whole, large ones in parts by several tasks where the
 * target's store can put parts together.
 */
public final class CopyJob {
  private final SparkSession spark;
  private final Configuration conf;
  private final Path scratch;
  private final CopySettings settings;
  private final CopyLimits limits;

  /**
   * @param scratch a directory on the targets' file system for what is not finished; the caller
   *     deletes it
   */
  public CopyJob(
      SparkSession spark,
      Configuration conf,
      Path scratch,
      CopySettings settings,
      CopyLimits limits) {
    this.spark = spark;
    this.conf = conf;
    this.scratch = scratch;
    this.settings = settings;
    this.limits = limits;
  }

  /**
   * Copies.
   *
   * @param what the work is called in progress reports
   * @param log what an earlier run did already, and where this one's doings are remembered
   * @throws io.longshore.core.error.LongshoreException if a file cannot be copied
   */
  public CopyReport run(String what, List<CopyItem> items, CopyLog log, ProgressListener progress)
      throws IOException {
    long began = System.nanoTime();
    TargetStore store = TargetStore.at(scratch, conf, settings.bufferSize());
    Work work = plan(items, store, log);
    List<CopiedFile> copied = new ArrayList<>(work.done);
    long whole = work.units.stream().filter(CopyUnit::isWhole).count();
    try {
      new PlanRun(spark, conf, settings, limits)
          .run(
              "copy",
              what,
              work.units,
              whole,
              tools -> new CopyTasks(tools, scratch.toString()),
              (task, outcomes) -> accept(outcomes, copied, work, log),
              progress);
      commitLargeFiles(work, store, copied, log);
    } catch (IOException | RuntimeException e) {
      if (log == CopyLog.NONE) {
        abortAll(work, store, e);
      }
      throw e;
    }
    long moved = copied.stream().mapToLong(CopiedFile::bytesMoved).sum();
    return new CopyReport(List.copyOf(copied), moved, Duration.ofNanos(System.nanoTime() - began));
  }

  private Work plan(List<CopyItem> items, TargetStore store, CopyLog log) throws IOException {
    Work work = new Work();
    Optional<PartWriter> writer = store.partWriter();
    Map<String, Map.Entry<PendingFile, List<WrittenPart>>> begun = new HashMap<>();
    log.parts().entrySet().forEach(entry -> begun.put(entry.getKey().target(), entry));
    Map<String, CopiedFile> before = log.files();
    Set<String> targets = new HashSet<>();
    for (CopyItem item : items) {
      if (!targets.add(item.target())) {
        throw new IllegalArgumentException("two files for " + item.target());
      }
      CopiedFile done = before.get(item.target());
      if (done != null && store.length(item.target()).equals(Optional.of(done.length()))) {
        work.done.add(new CopiedFile(done.target(), done.length(), done.checksum(), 0));
      } else if (writer.isPresent() && item.length() > partSize(writer.get())) {
        planLargeFile(work, item, writer.get(), begun.get(item.target()), store);
      } else {
        work.units.add(CopyUnit.whole(item));
      }
    }
    if (!work.begun.isEmpty()) {
      log.record(work.begun);
    }
    return work;
  }

  /**
   * Aborts the large files that an earlier run began and did not end: on an object store their
   * parts would be paid for until somebody does.
   */
  public void abort(CopyLog log) throws IOException {
    TargetStore store = TargetStore.at(scratch, conf, settings.bufferSize());
    Optional<PartWriter> writer = store.partWriter();
    if (writer.isPresent()) {
      for (PendingFile pending : log.parts().keySet()) {
        writer.get().abort(pending);
      }
    }
  }

  /** What no log remembers, nobody can go on with. */
  private static void abortAll(Work work, TargetStore store, Exception why) {
    for (PendingFile pending : work.large.keySet()) {
      try {
        store.partWriter().orElseThrow().abort(pending);
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }

  private void planLargeFile(
      Work work,
      CopyItem item,
      PartWriter writer,
      Map.Entry<PendingFile, List<WrittenPart>> begun,
      TargetStore store)
      throws IOException {
    if (store.length(item.target()).equals(Optional.of(item.length()))) {
      // It may be there already, also where a driver died after its commit and before that was
      // remembered: one task compares it, and copies it whole if it is not right.
      work.units.add(CopyUnit.whole(item));
      return;
    }
    if (begun != null && !writer.isThere(begun.getKey())) {
      begun = null;
    }
    PendingFile pending;
    if (begun == null) {
      pending = writer.begin(item.target(), item.length());
      work.begun.add(CopyOutcome.begun(pending));
    } else {
      pending = begun.getKey();
    }
    LargeFile large = new LargeFile(item);
    work.large.put(pending, large);
    Map<FilePart, WrittenPart> written = new HashMap<>();
    if (begun != null) {
      begun.getValue().forEach(part -> written.putIfAbsent(part.part(), part));
    }
    // Only parts of this plan count: an earlier run may have cut the file otherwise.
    for (FilePart part : CopyPlan.parts(item, partSize(writer))) {
      if (written.containsKey(part)) {
        large.parts.add(written.get(part));
      } else {
        work.units.add(new CopyUnit(item, part, pending));
      }
    }
  }

  private long partSize(PartWriter writer) {
    return Math.max(settings.partSize(), writer.leastPartSize());
  }

  private static void accept(
      List<CopyOutcome> outcomes, List<CopiedFile> copied, Work work, CopyLog log) {
    log.record(outcomes);
    for (CopyOutcome outcome : outcomes) {
      if (outcome.file() != null) {
        copied.add(outcome.file());
      } else {
        work.large.get(outcome.pending()).parts.add(outcome.part());
      }
    }
  }

  private void commitLargeFiles(Work work, TargetStore store, List<CopiedFile> copied, CopyLog log)
      throws IOException {
    FileCopy copy = new FileCopy(conf, store, settings, BandwidthBudget.UNLIMITED, bytes -> {});
    for (Map.Entry<PendingFile, LargeFile> entry : work.large.entrySet()) {
      LargeFile large = entry.getValue();
      large.parts.sort(Comparator.comparingInt(part -> part.part().number()));
      CopiedFile file = copy.commit(large.item, entry.getKey(), large.parts);
      copied.add(file);
      log.record(List.of(CopyOutcome.of(file)));
    }
  }

  /** What is to be done, and what was done before. */
  private static final class Work {
    private final List<CopyUnit> units = new ArrayList<>();
    private final List<CopiedFile> done = new ArrayList<>();
    private final List<CopyOutcome> begun = new ArrayList<>();
    private final Map<PendingFile, LargeFile> large = new LinkedHashMap<>();
  }

  private static final class LargeFile {
    private final CopyItem item;
    private final List<WrittenPart> parts = new ArrayList<>();

    private LargeFile(CopyItem item) {
      this.item = item;
    }
  }
}
