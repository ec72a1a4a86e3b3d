package io.longshore.jobs.copy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileCopy;
import io.longshore.core.copy.FilePart;
import io.longshore.core.copy.ManyFiles;
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
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Copies many files at once: small ones whole, large ones in parts by several tasks where the
 * target's store can put parts together.
 */
public final class CopyJob {
  /** Large files that are begun, or ended, before that is remembered. */
  private static final int AT_ONCE = 256;

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
    Work work = new Work();
    List<CopiedFile> copied;
    try {
      plan(work, items, store, log);
      copied = new ArrayList<>(work.done);
      long whole = work.units.stream().filter(CopyUnit::isWhole).count();
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

  private void plan(Work work, List<CopyItem> items, TargetStore store, CopyLog log)
      throws IOException {
    Optional<PartWriter> writer = store.partWriter();
    Map<String, Map.Entry<PendingFile, List<WrittenPart>>> begun = new HashMap<>();
    log.parts().entrySet().forEach(entry -> begun.put(entry.getKey().target(), entry));
    Map<String, CopiedFile> before = log.files();
    Predicate<CopyItem> isLarge =
        item -> writer.isPresent() && item.length() > partSize(writer.get(), item);
    Map<String, Long> there =
        lengths(
            store,
            items.stream()
                .filter(item -> before.containsKey(item.target()) || isLarge.test(item))
                .map(CopyItem::target)
                .toList());
    Set<String> targets = new HashSet<>();
    List<CopyItem> toBegin = new ArrayList<>();
    for (CopyItem item : items) {
      if (!targets.add(item.target())) {
        throw new IllegalArgumentException("two files for " + item.target());
      }
      CopiedFile done = before.get(item.target());
      Long length = there.get(item.target());
      Map.Entry<PendingFile, List<WrittenPart>> parts = begun.get(item.target());
      if (done != null && length != null && length == done.length()) {
        work.done.add(new CopiedFile(done.target(), done.length(), done.checksum(), 0));
      } else if (!isLarge.test(item) || length != null && length == item.length()) {
        // A large one may be there also where a driver died after its commit and before that was
        // remembered: one task compares it, and copies it whole if it is not right.
        work.units.add(CopyUnit.whole(item));
      } else if (parts != null && writer.get().isThere(parts.getKey())) {
        planParts(work, item, writer.get(), parts.getKey(), parts.getValue());
      } else {
        toBegin.add(item);
      }
    }
    if (!toBegin.isEmpty()) {
      begin(work, toBegin, writer.get(), log);
    }
  }

  /** Of those that are there. */
  private static Map<String, Long> lengths(TargetStore store, List<String> targets)
      throws IOException {
    List<Optional<Long>> found = ManyFiles.map(targets, store::length);
    Map<String, Long> lengths = new HashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      if (found.get(i).isPresent()) {
        lengths.put(targets.get(i), found.get(i).get());
      }
    }
    return lengths;
  }

  /** Some at a time, and each of them is remembered, also where another of them fails. */
  private void begin(Work work, List<CopyItem> items, PartWriter writer, CopyLog log)
      throws IOException {
    for (int from = 0; from < items.size(); from += AT_ONCE) {
      List<CopyItem> some = items.subList(from, Math.min(items.size(), from + AT_ONCE));
      List<Begun> answers = ManyFiles.map(some, item -> Begun.of(item, writer));
      List<Begun> begun = answers.stream().filter(each -> each.failure() == null).toList();
      for (Begun each : begun) {
        planParts(work, each.item(), writer, each.pending(), List.of());
      }
      log.record(begun.stream().map(each -> CopyOutcome.begun(each.pending())).toList());
      for (Begun each : answers) {
        if (each.failure() != null) {
          throw each.failure();
        }
      }
    }
  }

  /**
   * A large file that was asked for.
   *
   * @param failure null where it was begun
   */
  private record Begun(CopyItem item, PendingFile pending, IOException failure) {
    static Begun of(CopyItem item, PartWriter writer) {
      try {
        return new Begun(item, writer.begin(item.target(), item.length()), null);
      } catch (IOException e) {
        return new Begun(item, null, e);
      }
    }
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

  private void planParts(
      Work work, CopyItem item, PartWriter writer, PendingFile pending, List<WrittenPart> before) {
    LargeFile large = new LargeFile(item);
    work.large.put(pending, large);
    Map<FilePart, WrittenPart> written = new HashMap<>();
    before.forEach(part -> written.putIfAbsent(part.part(), part));
    // Only parts of this plan count: an earlier run may have cut the file otherwise.
    for (FilePart part : CopyPlan.parts(item, partSize(writer, item))) {
      if (written.containsKey(part)) {
        large.parts.add(written.get(part));
      } else {
        work.units.add(new CopyUnit(item, part, pending));
      }
    }
  }

  private long partSize(PartWriter writer, CopyItem item) {
    return Math.max(settings.partSize(), writer.leastPartSize(item.length()));
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
    List<Map.Entry<PendingFile, LargeFile>> all = List.copyOf(work.large.entrySet());
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<CopiedFile> files =
          ManyFiles.map(
              all.subList(from, Math.min(all.size(), from + AT_ONCE)),
              each -> {
                LargeFile large = each.getValue();
                large.parts.sort(Comparator.comparingInt(part -> part.part().number()));
                return copy.commit(large.item, each.getKey(), large.parts);
              });
      copied.addAll(files);
      log.record(files.stream().map(CopyOutcome::of).toList());
    }
  }

  /** What is to be done, and what was done before. */
  private static final class Work {
    private final List<CopyUnit> units = new ArrayList<>();
    private final List<CopiedFile> done = new ArrayList<>();
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
