package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPartWriterTest {
  private static final int LENGTH = 100_000;

  @TempDir Path directory;
  private final byte[] content = TestFiles.bytes(1, LENGTH);
  private final Configuration conf = new Configuration();
  private final AtomicLong progress = new AtomicLong();
  private Path scratch;
  private Path target;
  private CopyItem item;

  @BeforeEach
  void places() throws IOException {
    Path source = TestFiles.write(directory.resolve("data/file"), content);
    scratch = directory.resolve("image/.tmp");
    target = directory.resolve("image/deep/file");
    item = new CopyItem(List.of(LocalFiles.uri(source)), LocalFiles.uri(target), LENGTH);
  }

  @Test
  void putsPartsTogetherWhateverTheirOrder() throws IOException {
    FileCopy copy = fileCopy(settings(3));
    PendingFile pending = begin();
    List<FilePart> parts = parts(7);
    List<FilePart> shuffled = new ArrayList<>(parts);
    Collections.shuffle(shuffled, new Random(5));
    List<WrittenPart> written = new ArrayList<>();
    for (FilePart part : shuffled) {
      written.add(copy.copyPart(item, pending, part));
    }
    assertThat(target).doesNotExist();
    written.sort((a, b) -> a.part().number() - b.part().number());

    CopiedFile file = copy.commit(item, pending, written);

    assertThat(target).hasBinaryContent(content);
    assertThat(file).isEqualTo(new CopiedFile(item.target(), LENGTH, Checksum.of(content), LENGTH));
    assertThat(progress).hasValue(LENGTH);
    assertThat(TestFiles.below(scratch)).isEmpty();
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    TestFiles.write(target, new byte[] {1, 2, 3});
    FileCopy copy = fileCopy(settings(3));
    PendingFile pending = begin();
    copy.commit(item, pending, List.of(copy.copyPart(item, pending, parts(1).get(0))));
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void twoAttemptsAtOnePartDoNotDisturbEachOther() throws Exception {
    PartWriter writer = store().partWriter().orElseThrow();
    PendingFile pending = begin();
    FilePart part = new FilePart(0, 0, LENGTH);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch half = new CountDownLatch(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      // One attempt stops in its middle until the other is through.
      Future<String> slow =
          other.submit(
              () ->
                  writer.write(
                      pending,
                      part,
                      new ReadableByteChannel() {
                        private final ReadableByteChannel bytes = TestFiles.channel(content);
                        private int given;

                        @Override
                        public int read(ByteBuffer buffer) throws IOException {
                          if (given > LENGTH / 2) {
                            begun.countDown();
                            try {
                              half.await();
                            } catch (InterruptedException e) {
                              throw new IOException(e);
                            }
                          }
                          int read = bytes.read(buffer);
                          given += read;
                          return read;
                        }

                        @Override
                        public boolean isOpen() {
                          return true;
                        }

                        @Override
                        public void close() {}
                      }));
      begun.await();
      String receipt = writer.write(pending, part, TestFiles.channel(content));
      writer.commit(pending, List.of(new WrittenPart(part, Checksum.of(content), receipt)));
      half.countDown();
      slow.get();
    } finally {
      other.shutdownNow();
    }
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void abortLeavesNothingAndMayBeRepeated() throws IOException {
    FileCopy copy = fileCopy(settings(3));
    PartWriter writer = store().partWriter().orElseThrow();
    PendingFile pending = begin();
    copy.copyPart(item, pending, parts(2).get(0));
    assertThat(writer.isThere(pending)).isTrue();
    writer.abort(pending);
    writer.abort(pending);
    assertThat(writer.isThere(pending)).isFalse();
    assertThat(TestFiles.below(directory.resolve("image"))).isEmpty();
  }

  @Test
  void rejectsPartsThatDoNotMakeUpTheFile() throws IOException {
    FileCopy copy = fileCopy(settings(3));
    PendingFile pending = begin();
    List<WrittenPart> two = new ArrayList<>();
    for (FilePart part : parts(2)) {
      two.add(copy.copyPart(item, pending, part));
    }
    WrittenPart first = copy.copyPart(item, pending, parts(3).get(0));
    assertThatThrownBy(() -> copy.commit(item, pending, List.of(two.get(0))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> copy.commit(item, pending, List.of(first, two.get(0), two.get(1))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(target).doesNotExist();
  }

  @Test
  void rejectsAWholeThatIsNotTheExpected() throws IOException {
    CopyItem expecting =
        new CopyItem(
            item.sources(), item.target(), LENGTH, List.of(), Optional.of(new Checksum(1)));
    FileCopy copy = fileCopy(settings(3));
    PendingFile pending = begin();
    WrittenPart part = copy.copyPart(expecting, pending, parts(1).get(0));
    assertThatThrownBy(() -> copy.commit(expecting, pending, List.of(part)))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH));
    assertThat(target).doesNotExist();
  }

  @Test
  void aPartThatCannotBeWrittenFailsTheCopyAndTakesBackItsBytes() throws IOException {
    PendingFile gone =
        new PendingFile(item.target(), LENGTH, scratch.resolve("no/such").toString());
    assertThatThrownBy(() -> fileCopy(settings(2)).copyPart(item, gone, parts(2).get(1)))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPY_FAILED));
    assertThat(progress).hasValue(0);
  }

  @Test
  void aCommitThatFailsIsAnErrorForUsers() throws IOException {
    FileCopy copy = fileCopy(settings(2));
    PendingFile pending = begin();
    WrittenPart part = copy.copyPart(item, pending, parts(1).get(0));
    store().partWriter().orElseThrow().abort(pending);
    assertThatThrownBy(() -> copy.commit(item, pending, List.of(part)))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPY_FAILED));
  }

  private PendingFile begin() throws IOException {
    return store().partWriter().orElseThrow().begin(item.target(), LENGTH);
  }

  private static List<FilePart> parts(int count) {
    List<FilePart> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = LENGTH * i / count;
      parts.add(new FilePart(i, from, LENGTH * (i + 1) / count - from));
    }
    return parts;
  }

  private TargetStore store() throws IOException {
    return TargetStore.at(new org.apache.hadoop.fs.Path(LocalFiles.uri(scratch)), conf, 4096);
  }

  private FileCopy fileCopy(CopySettings settings) throws IOException {
    return new FileCopy(conf, store(), settings, BandwidthBudget.UNLIMITED, progress::addAndGet);
  }

  private static CopySettings settings(int attempts) {
    return new CopySettings(
        4096, attempts, Duration.ofMillis(1), true, 1 << 20, FileAttributes.NONE);
  }
}
