package io.longshore.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.copy.Checksum;
import io.longshore.core.copy.CopiedFile;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileAttributes;
import io.longshore.core.copy.FilePart;
import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.jobs.LocalSpark;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyJobTest {
  private static final long SEED = new Random().nextLong();
  private static final int PART = 200_000;
  private static final int LARGE = 1_500_000;
  private static SparkSession spark;

  @TempDir Path directory;
  private FileTree tree;

  @BeforeAll
  static void start() {
    System.out.println("seed " + SEED);
    spark = LocalSpark.open();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void plant() throws IOException {
    tree = new FileTree(directory);
  }

  @Test
  void copiesManyFilesAndThenMovesNothing() throws IOException {
    tree.addRandom(new Random(SEED), 200, 20_000);
    tree.add("large", bytes(LARGE));
    long all = tree.items.stream().mapToLong(CopyItem::length).sum();

    CopyReport first = run(CopyLog.NONE);

    assertThat(tree.differences()).isEmpty();
    assertThat(first.files()).hasSize(201);
    assertThat(first.bytesMoved()).isEqualTo(all);
    assertThat(first.bytes()).isEqualTo(all);
    for (CopiedFile file : first.files()) {
      assertThat(file.checksum())
          .isEqualTo(Checksum.of(Files.readAllBytes(FileTree.path(file.target()))));
    }

    CopyReport second = run(CopyLog.NONE);
    assertThat(second.bytesMoved()).isZero();
    assertThat(second.filesMoved()).isZero();
    assertThat(second.files()).hasSize(201);
    assertThat(tree.differences()).isEmpty();
  }

  @Test
  void nothingToCopyIsCopied() throws IOException {
    CopyReport report = run(CopyLog.NONE);
    assertThat(report.files()).isEmpty();
    assertThat(report.bytesMoved()).isZero();
  }

  @Test
  void aLargeFileIsCopiedInPartsAndLeavesNothingInScratch() throws IOException {
    CopyItem item = tree.add("large", bytes(LARGE));
    MemoryCopyLog log = new MemoryCopyLog();

    CopyReport report = run(log);

    assertThat(log.outcomes.stream().filter(outcome -> outcome.part() != null)).hasSize(8);
    assertThat(report.files())
        .containsExactly(new CopiedFile(item.target(), LARGE, Checksum.of(bytes(LARGE)), LARGE));
    assertThat(tree.differences()).isEmpty();
    assertThat(FileTree.below(tree.scratch)).isEmpty();
  }

  @Test
  void resumesFromFilesThatWereCopiedBefore() throws IOException {
    tree.addRandom(new Random(SEED), 100, 20_000);
    MemoryCopyLog whole = new MemoryCopyLog();
    run(whole);
    // Half is remembered; the other half is not, and its files are gone.
    AtomicInteger count = new AtomicInteger();
    MemoryCopyLog half = whole.keeping(outcome -> count.getAndIncrement() % 2 == 0);
    long missing = 0;
    for (CopyItem item : tree.items) {
      if (!half.files().containsKey(item.target())) {
        Files.delete(FileTree.path(item.target()));
        missing += item.length();
      } else {
        // It is not even read again.
        Files.delete(FileTree.path(item.sources().get(0)));
      }
    }

    CopyReport report = run(half);

    assertThat(report.bytesMoved()).as("seed %d", SEED).isEqualTo(missing);
    assertThat(report.files()).hasSize(100);
    assertThat(half.files()).hasSize(100);
  }

  @Test
  void resumesFromPartsThatWereWrittenBefore() throws IOException {
    CopyItem item = tree.add("large", bytes(LARGE));
    MemoryCopyLog log = new MemoryCopyLog();
    cutOffBeforeTheCommit(log);
    assertThat(FileTree.path(item.target())).doesNotExist();
    // Three parts are remembered.
    AtomicInteger parts = new AtomicInteger();
    MemoryCopyLog left =
        log.keeping(outcome -> outcome.part() == null || parts.getAndIncrement() < 3);
    List<FilePart> before =
        left.parts().values().iterator().next().stream().map(part -> part.part()).toList();
    assertThat(before).hasSize(3);

    run(left);

    assertThat(tree.differences()).isEmpty();
    List<FilePart> again =
        left.outcomes.stream()
            .filter(outcome -> outcome.part() != null)
            .map(outcome -> outcome.part().part())
            .toList();
    assertThat(again).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void resumesWhereOnlyTheCommitIsLeft() throws IOException {
    tree.add("large", bytes(LARGE));
    MemoryCopyLog log = new MemoryCopyLog();
    cutOffBeforeTheCommit(log);
    int before = log.outcomes.size();
    run(log);
    assertThat(tree.differences()).isEmpty();
    assertThat(log.outcomes).hasSize(before + 1);
  }

  @Test
  void resumesAfterADriverThatDiedBetweenCommitAndLog() throws IOException {
    tree.add("large", bytes(LARGE));
    MemoryCopyLog log = new MemoryCopyLog();
    run(log);
    MemoryCopyLog left = log.keeping(outcome -> outcome.file() == null);

    CopyReport report = run(left);

    assertThat(report.bytesMoved()).isZero();
    assertThat(tree.differences()).isEmpty();
  }

  @Test
  void resumesWithAnotherPartSize() throws IOException {
    CopyItem item = tree.add("large", bytes(LARGE));
    MemoryCopyLog log = new MemoryCopyLog();
    cutOffBeforeTheCommit(log);

    CopyReport report =
        job(settings(PART * 2), CopyLimits.NONE)
            .run("copy", tree.items, log, ProgressListener.SILENT);

    assertThat(tree.differences()).isEmpty();
    assertThat(report.files().get(0).checksum()).isEqualTo(Checksum.of(bytes(LARGE)));
    assertThat(report.files().get(0).length()).isEqualTo(item.length());
  }

  @Test
  void resumesThoughTheScratchDirectoryWasDeleted() throws IOException {
    tree.add("large", bytes(LARGE));
    MemoryCopyLog log = new MemoryCopyLog();
    cutOffBeforeTheCommit(log);
    for (Path left : FileTree.below(tree.scratch)) {
      Files.delete(left);
    }
    run(log);
    assertThat(tree.differences()).isEmpty();
  }

  @Test
  void copiesAgainWhatTheLogRemembersAndTheStoreHasNot() throws IOException {
    tree.addRandom(new Random(SEED), 20, 1000);
    MemoryCopyLog log = new MemoryCopyLog();
    run(log);
    Files.delete(FileTree.path(tree.items.get(3).target()));
    assertThat(run(log).bytesMoved()).isEqualTo(tree.items.get(3).length());
    assertThat(tree.differences()).isEmpty();
  }

  @Test
  void abortsWhatALogRemembersAsBegun() throws IOException {
    tree.add("large", bytes(LARGE));
    MemoryCopyLog log = new MemoryCopyLog();
    cutOffBeforeTheCommit(log);
    assertThat(FileTree.below(tree.scratch)).isNotEmpty();
    job(settings(PART), CopyLimits.NONE).abort(log);
    assertThat(FileTree.below(directory.resolve("image%20one"))).isEmpty();
  }

  @Test
  void replacesAWrongFileOfTheSameLengthAlsoALargeOne() throws IOException {
    tree.add("small", bytes(1000));
    tree.add("large", bytes(LARGE));
    run(CopyLog.NONE);
    for (CopyItem item : tree.items) {
      byte[] content = Files.readAllBytes(FileTree.path(item.target()));
      content[content.length - 1] ^= 1;
      Files.write(FileTree.path(item.target()), content);
    }
    assertThat(run(CopyLog.NONE).bytesMoved()).isEqualTo(1000 + LARGE);
    assertThat(tree.differences()).isEmpty();
  }

  @Test
  void aMissingSourceFailsTheJobWithItsOwnError() throws IOException {
    tree.addRandom(new Random(SEED), 30, 1000);
    Path gone = FileTree.path(tree.items.get(17).sources().get(0));
    Files.delete(gone);

    assertThatThrownBy(() -> run(CopyLog.NONE))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_FILE_MISSING);
              assertThat(e).hasMessageContaining(FileTree.uri(gone));
              assertThat(e.hint()).isNotEmpty();
            });
  }

  @Test
  void aTruncatedLargeSourceFailsTheJobAndLeavesNothing() throws IOException {
    CopyItem item = tree.add("large", bytes(LARGE));
    Files.write(FileTree.path(item.sources().get(0)), bytes(LARGE - 1));
    assertThatThrownBy(() -> run(CopyLog.NONE))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH));
    assertThat(FileTree.path(item.target())).doesNotExist();
    assertThat(FileTree.below(tree.scratch)).isEmpty();
  }

  @Test
  void contentThatIsNotTheExpectedFailsTheJob() throws IOException {
    CopyItem item = tree.add("large", bytes(LARGE));
    tree.items.set(
        0,
        new CopyItem(
            item.sources(), item.target(), LARGE, List.of(), Optional.of(new Checksum(1))));
    assertThatThrownBy(() -> run(CopyLog.NONE))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH));
    assertThat(FileTree.path(item.target())).doesNotExist();
  }

  @Test
  void aTargetThatCannotBeWrittenFailsTheJob() throws IOException {
    CopyItem item = tree.add("d/f", bytes(10));
    Files.createDirectories(tree.targets);
    Files.writeString(tree.targets.resolve("d"), "a file where a directory should be");
    assertThatThrownBy(() -> run(CopyLog.NONE))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.COPY_FAILED);
              assertThat(e).hasMessageContaining(item.target());
            });
  }

  @Test
  void noTaskWritesAFileAfterAFailedJobHasEnded() throws Exception {
    tree.addRandom(new Random(SEED), 40, 200_000);
    tree.add("slow", bytes(3_000_000));
    Files.delete(FileTree.path(tree.items.get(21).sources().get(0)));
    // At this rate the whole takes long, and is cut short by the missing file.
    CopyLimits slow = new CopyLimits(2, new io.longshore.core.option.Bandwidth(200_000), null);
    assertThatThrownBy(
            () ->
                job(settings(1 << 30), slow)
                    .run("copy", tree.items, CopyLog.NONE, ProgressListener.SILENT))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_FILE_MISSING));
    List<Path> after = FileTree.below(tree.targets);
    assertThat(after).hasSizeLessThan(tree.items.size() - 1);
    Thread.sleep(500);
    assertThat(FileTree.below(tree.targets)).containsExactlyInAnyOrderElementsOf(after);
    assertThat(FileTree.below(tree.scratch)).isEmpty();
  }

  @Test
  void keepsTheCallersOwnJobGroup() throws IOException {
    tree.add("a", bytes(10));
    spark.sparkContext().setJobGroup("notebook", "cell 7", false);
    run(CopyLog.NONE);
    assertThat(spark.sparkContext().getLocalProperty("spark.jobGroup.id")).isEqualTo("notebook");
    spark.sparkContext().clearJobGroup();
  }

  @Test
  void aFailedJobRemembersNothingAfterItHasEnded() throws Exception {
    tree.addRandom(new Random(SEED), 60, 1000);
    Files.delete(FileTree.path(tree.items.get(31).sources().get(0)));
    MemoryCopyLog log = new MemoryCopyLog();
    CopyLog slow =
        new CopyLog() {
          @Override
          public java.util.Map<String, CopiedFile> files() {
            return log.files();
          }

          @Override
          public java.util.Map<
                  io.longshore.core.copy.PendingFile, List<io.longshore.core.copy.WrittenPart>>
              parts() {
            return log.parts();
          }

          @Override
          public void record(List<CopyOutcome> outcomes) {
            try {
              Thread.sleep(300);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            log.record(outcomes);
          }
        };
    assertThatThrownBy(() -> run(slow)).isInstanceOf(LongshoreException.class);
    int after = log.outcomes.size();
    Thread.sleep(1000);
    assertThat(log.outcomes).hasSize(after);
  }

  @Test
  void aLogThatCannotBeWrittenFailsTheJob() throws IOException {
    tree.addRandom(new Random(SEED), 5, 1000);
    CopyLog broken =
        new CopyLog() {
          @Override
          public java.util.Map<String, CopiedFile> files() {
            return java.util.Map.of();
          }

          @Override
          public java.util.Map<
                  io.longshore.core.copy.PendingFile, List<io.longshore.core.copy.WrittenPart>>
              parts() {
            return java.util.Map.of();
          }

          @Override
          public void record(List<CopyOutcome> outcomes) {
            throw new java.io.UncheckedIOException(new IOException("journal gone"));
          }
        };
    assertThatThrownBy(() -> run(broken))
        .isInstanceOf(LongshoreException.class)
        .hasMessageContaining("journal gone");
  }

  @Test
  void rejectsTwoFilesForOneTarget() throws IOException {
    tree.add("a", bytes(10));
    tree.items.add(tree.items.get(0));
    assertThatThrownBy(() -> run(CopyLog.NONE)).hasMessageContaining("two files for");
  }

  @Test
  void twoRunsAtOnceGiveTheRightFiles() throws Exception {
    // As with speculation: two attempts at every file, in no order.
    tree.addRandom(new Random(SEED), 60, 50_000);
    tree.add("large", bytes(LARGE));
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<CopyReport>> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        runs.add(two.submit(() -> run(CopyLog.NONE)));
      }
      for (Future<CopyReport> each : runs) {
        assertThat(each.get().files()).hasSize(61);
      }
    } finally {
      two.shutdownNow();
    }
    assertThat(tree.differences()).isEmpty();
  }

  @Test
  void workersBoundTheTasks() throws IOException {
    tree.addRandom(new Random(SEED), 50, 1000);
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    MemoryCopyLog log = new MemoryCopyLog();
    CopyLog counting =
        new CopyLog() {
          @Override
          public java.util.Map<String, CopiedFile> files() {
            return log.files();
          }

          @Override
          public java.util.Map<
                  io.longshore.core.copy.PendingFile, List<io.longshore.core.copy.WrittenPart>>
              parts() {
            return log.parts();
          }

          @Override
          public void record(List<CopyOutcome> outcomes) {
            sizes.add(outcomes.size());
            log.record(outcomes);
          }
        };
    job(settings(PART), new CopyLimits(3, null, null))
        .run("copy", tree.items, counting, ProgressListener.SILENT);
    assertThat(sizes).hasSize(3);
    assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(50);
  }

  @Test
  void progressNeverGoesBackAndEndsAtAHundred() throws IOException {
    tree.addRandom(new Random(SEED), 20, 300_000);
    tree.add("large", bytes(LARGE));
    List<ProgressListener.Progress> seen = Collections.synchronizedList(new ArrayList<>());
    long all = tree.items.stream().mapToLong(CopyItem::length).sum();
    CopyLimits slow = new CopyLimits(0, null, new io.longshore.core.option.Bandwidth(all / 3));

    job(settings(PART), slow).run("export", tree.items, CopyLog.NONE, seen::add);

    assertThat(seen).hasSizeGreaterThan(2);
    assertThat(seen)
        .isSortedAccordingTo((a, b) -> Long.compare(a.bytes(), b.bytes()))
        .isSortedAccordingTo((a, b) -> Long.compare(a.files(), b.files()))
        .allMatch(progress -> progress.bytes() <= all && progress.totalBytes() == all)
        .allMatch(progress -> progress.what().equals("export"));
    assertThat(seen.get(1).bytes()).as("counted while tasks run").isPositive();
    ProgressListener.Progress last = seen.get(seen.size() - 1);
    assertThat(last.percent()).isEqualTo(100);
    assertThat(last.isDone()).isTrue();
  }

  @Test
  void aRunThatMovesNothingEndsAtAHundredToo() throws IOException {
    tree.addRandom(new Random(SEED), 10, 1000);
    run(CopyLog.NONE);
    List<ProgressListener.Progress> seen = Collections.synchronizedList(new ArrayList<>());
    job(settings(PART), CopyLimits.NONE).run("export", tree.items, CopyLog.NONE, seen::add);
    assertThat(seen.get(seen.size() - 1).percent()).isEqualTo(100);
  }

  @Test
  void aFailedRunDoesNotClaimToBeDone() throws IOException {
    tree.add("a", bytes(1000));
    Files.delete(FileTree.path(tree.items.get(0).sources().get(0)));
    List<ProgressListener.Progress> seen = Collections.synchronizedList(new ArrayList<>());
    assertThatThrownBy(
            () ->
                job(settings(PART), CopyLimits.NONE)
                    .run("export", tree.items, CopyLog.NONE, seen::add))
        .isInstanceOf(LongshoreException.class);
    assertThat(seen).noneMatch(ProgressListener.Progress::isDone);
  }

  /** A run whose driver dies when all parts are written and none is put together. */
  private void cutOffBeforeTheCommit(MemoryCopyLog log) {
    List<CopyItem> expecting =
        tree.items.stream()
            .map(
                item ->
                    new CopyItem(
                        item.sources(),
                        item.target(),
                        item.length(),
                        List.of(),
                        Optional.of(new Checksum(1))))
            .toList();
    assertThatThrownBy(
            () ->
                job(settings(PART), CopyLimits.NONE)
                    .run("copy", expecting, log, ProgressListener.SILENT))
        .isInstanceOf(LongshoreException.class);
  }

  private CopyReport run(CopyLog log) throws IOException {
    return job(settings(PART), CopyLimits.NONE)
        .run("copy", tree.items, log, ProgressListener.SILENT);
  }

  private CopyJob job(CopySettings settings, CopyLimits limits) {
    return new CopyJob(spark, new Configuration(), tree.scratchPath(), settings, limits);
  }

  private static CopySettings settings(long partSize) {
    return new CopySettings(16_384, 2, Duration.ofMillis(1), true, partSize, FileAttributes.NONE);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
