package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On stores that fail. */
class FileCopyFaultsTest {
  private static final int LENGTH = 50_000;
  private static final int BUFFER = 4096;

  @TempDir Path directory;
  private final Configuration conf = FaultyFileSystem.configuration();
  private final byte[] content = TestFiles.bytes(1, LENGTH);
  private final AtomicLong progress = new AtomicLong();
  private final List<Long> steps = new ArrayList<>();
  private FaultyFileSystem fs;
  private Path source;
  private Path target;
  private Path scratch;

  @BeforeEach
  void places(TestInfo test) throws IOException {
    fs =
        FaultyFileSystem.named(
            "t"
                + Math.abs(test.getDisplayName().hashCode())
                + "x"
                + directory.getFileName().toString().replaceAll("\\D", ""),
            conf);
    source = TestFiles.write(directory.resolve("data/file"), content);
    target = directory.resolve("image/file");
    scratch = directory.resolve("image/.tmp");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWriteThatFailsOnceIsTriedAgain(boolean objectStore) throws IOException {
    fs.objectStore = objectStore;
    fs.beforeWrite = failing(5, 1, () -> new IOException("connection reset"));

    assertThat(copy().bytesMoved()).isEqualTo(LENGTH);

    assertThat(target).hasBinaryContent(content);
    assertThat(TestFiles.below(directory.resolve("image"))).containsExactly(target);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTimeoutIsNoCancellationAndIsTriedAgain(boolean objectStore) throws IOException {
    fs.objectStore = objectStore;
    fs.beforeWrite = failing(5, 1, () -> new SocketTimeoutException("Read timed out"));
    assertThat(copy().bytesMoved()).isEqualTo(LENGTH);
    assertThat(target).hasBinaryContent(content);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesUpAfterItsAttemptsAndLeavesNothing(boolean objectStore) throws IOException {
    fs.objectStore = objectStore;
    AtomicInteger attempts = new AtomicInteger();
    fs.beforeClose =
        name -> {
          attempts.incrementAndGet();
          throw new IOException("connection reset");
        };

    assertThatThrownBy(this::copy)
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.COPY_FAILED);
              assertThat(e).hasMessageEndingWith("connection reset");
              assertThat(e.hint()).contains("--resume");
            });
    assertThat(fs.calls.stream().filter(call -> call.startsWith("create"))).hasSize(3);
    assertThat(attempts).hasValueGreaterThanOrEqualTo(3);
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFullStoreIsNotTriedAgain(boolean objectStore) throws IOException {
    fs.objectStore = objectStore;
    fs.beforeWrite = failing(5, 100, () -> new IOException("No space left on device"));

    assertThatThrownBy(this::copy)
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE);
              assertThat(e).hasMessage("No space is left for " + fs.uri(target) + ".");
            });
    assertThat(fs.calls.stream().filter(call -> call.startsWith("create"))).hasSize(1);
    assertNothingIsLeft();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullLocalDiskIsAFullStoreThoughHadoopThrowsAnError() throws IOException {
    fs.beforeWrite =
        name -> {
          throw fullDisk();
        };
    assertThatThrownBy(this::copy)
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
    fs.beforeWrite = name -> {};
    fs.beforeClose =
        name -> {
          throw fullDisk();
        };
    assertThatThrownBy(this::copy)
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
    assertNothingIsLeft();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aBrokenLocalDiskIsTriedAgainThoughHadoopThrowsAnError() throws IOException {
    AtomicInteger reads = new AtomicInteger();
    fs.beforeRead =
        name -> {
          if (reads.incrementAndGet() == 3) {
            throw brokenDisk();
          }
        };
    assertThat(copy().bytesMoved()).isEqualTo(LENGTH);
    assertThat(target).hasBinaryContent(content);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aByteThatFlipsOnItsWayIsSeenAndWrittenAgain(boolean objectStore) throws IOException {
    fs.objectStore = objectStore;
    fs.corruptions = 1;
    assertThat(copy().bytesMoved()).isEqualTo(LENGTH);
    assertThat(target).hasBinaryContent(content);
    assertThat(TestFiles.below(directory.resolve("image"))).containsExactly(target);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStoreThatLosesBytesIsSeenAndWrittenToAgain(boolean objectStore) throws IOException {
    fs.objectStore = objectStore;
    fs.truncations = 1;
    assertThat(copy().bytesMoved()).isEqualTo(LENGTH);
    assertThat(target).hasBinaryContent(content);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStoreThatAlwaysFlipsAByteGetsNoFile(boolean objectStore) throws IOException {
    fs.objectStore = objectStore;
    fs.corruptions = 100;
    assertThatThrownBy(this::copy)
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.COPY_FAILED);
              assertThat(e)
                  .hasMessageContaining(
                      "Wrote checksum " + Checksum.of(content) + " to " + fs.uri(target));
            });
    assertNothingIsLeft();
  }

  @Test
  void withoutVerificationWhatWasWrittenIsNotReadBack() throws IOException {
    fs.corruptions = 1;
    copy(settings().withoutVerification(), BandwidthBudget.UNLIMITED);
    assertThat(target).exists();
    assertThat(Files.readAllBytes(target)).isNotEqualTo(content);
  }

  @Test
  void anObjectThatFailsHalfWayIsAbortedAndNeverClosed() throws IOException {
    fs.objectStore = true;
    fs.beforeWrite = failing(5, 100, () -> new IOException("No space left on device"));
    assertThatThrownBy(this::copy).isInstanceOf(LongshoreException.class);
    assertThat(fs.calls).contains("abort file").doesNotContain("close file");
    assertNothingIsLeft();
  }

  @Test
  void aTruncatedSourceAbortsTheObject() throws IOException {
    fs.objectStore = true;
    Files.write(source, TestFiles.bytes(1, 10));
    assertThatThrownBy(this::copy).isInstanceOf(LongshoreException.class);
    assertThat(fs.calls).contains("abort file").doesNotContain("close file");
    assertNothingIsLeft();
  }

  @Test
  void anAttemptCancelledAfterItsPutLeavesTheObjectOfTheOther() throws IOException {
    // A speculative twin may have been told to be done: its object must not vanish.
    fs.objectStore = true;
    fs.beforeRead =
        name -> {
          if (Files.exists(target)) {
            throw new java.io.InterruptedIOException("killed");
          }
        };
    assertThatThrownBy(this::copy).isInstanceOf(java.io.InterruptedIOException.class);
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void aFileIsWrittenAsideAndRenamed() throws IOException {
    copy();
    assertThat(fs.calls.get(0)).matches("create file\\.[0-9a-f-]{36}");
    assertThat(fs.calls).anyMatch(call -> call.startsWith("rename file."));
  }

  @Test
  void anObjectIsWrittenInItsPlace() throws IOException {
    fs.objectStore = true;
    copy();
    assertThat(fs.calls).containsExactly("create file", "close file");
  }

  @Test
  void aRenameThatIsRefusedIsMadeOverTheOldFile() throws IOException {
    TestFiles.write(target, TestFiles.bytes(3, LENGTH));
    assertThat(copy().bytesMoved()).isEqualTo(LENGTH);
    assertThat(target).hasBinaryContent(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 12})
  void followsASourceThatMovesWhileItIsRead(int nth) throws IOException {
    fs.losesMovedFiles = true;
    Path archived = directory.resolve("archive/file");
    Files.createDirectories(archived.getParent());
    CopyItem item = new CopyItem(List.of(fs.uri(source), fs.uri(archived)), fs.uri(target), LENGTH);

    assertThat(
            fileCopy(settings(), FileCopyTest.moving(source, archived, nth)).copy(item).checksum())
        .isEqualTo(Checksum.of(content));
    assertThat(target).hasBinaryContent(content);
    assertThat(progress).hasValue(LENGTH);
  }

  @Test
  void rejectsASourceThatIsDeletedWhileItIsRead() throws IOException {
    fs.losesMovedFiles = true;
    Path gone = directory.resolve("gone");
    assertThatThrownBy(() -> copy(settings(), FileCopyTest.moving(source, gone, 5)))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_FILE_MISSING));
    assertNothingIsLeft();
    assertThat(progress).hasValue(0);
  }

  @Test
  void aFailedAttemptTakesItsBytesBackFromTheProgress() throws IOException {
    fs.beforeWrite = failing(5, 1, () -> new IOException("connection reset"));
    copy();
    assertThat(progress).hasValue(LENGTH);
    assertThat(steps).anyMatch(step -> step < 0);
  }

  @Test
  void aModeThatCannotBeSetAtFirstIsSetInTheEnd() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    fs.beforePermission =
        name -> {
          if (calls.incrementAndGet() == 1) {
            throw new IOException("not now");
          }
        };
    copy(
        settings().withAttributes(new FileAttributes(null, null, 0600, false)),
        BandwidthBudget.UNLIMITED);
    assertThat(fs.getFileStatus(new org.apache.hadoop.fs.Path(fs.uri(target))).getPermission())
        .hasToString("rw-------");
    assertThat(progress).hasValue(0);
  }

  @Test
  void whatCannotBePutTogetherIsWrittenByOneTask() throws IOException {
    assertThat(
            TargetStore.at(new org.apache.hadoop.fs.Path(fs.uri(scratch)), conf, BUFFER)
                .partWriter())
        .isEmpty();
  }

  /** What Hadoop throws when a local disk is full: its constructor is not for us. */
  private static FSError fullDisk() throws IOException {
    RawLocalFileSystem disk =
        (RawLocalFileSystem) FileSystem.getLocal(new Configuration()).getRaw();
    FSDataOutputStream out = disk.append(new org.apache.hadoop.fs.Path("/dev/full"), 1, null);
    FSError[] thrown = new FSError[1];
    try {
      out.write(new byte[10]);
      out.close();
    } catch (FSError e) {
      thrown[0] = e;
    }
    assertThat(thrown[0]).hasRootCauseMessage("No space left on device");
    return thrown[0];
  }

  /** What Hadoop throws when a local disk cannot be read. */
  private static FSError brokenDisk() throws IOException {
    RawLocalFileSystem disk =
        (RawLocalFileSystem) FileSystem.getLocal(new Configuration()).getRaw();
    try (FSDataInputStream in = disk.open(new org.apache.hadoop.fs.Path("/proc/self/mem"), 1)) {
      in.read(new byte[10], 0, 10);
      throw new IllegalStateException("address 0 can be read");
    } catch (FSError e) {
      return e;
    }
  }

  /** Fails the writes after the first few, so many times. */
  private static FaultyFileSystem.Hook failing(
      int after, int times, java.util.function.Supplier<IOException> failure) {
    AtomicInteger writes = new AtomicInteger();
    AtomicInteger left = new AtomicInteger(times);
    return name -> {
      if (writes.incrementAndGet() > after && left.getAndDecrement() > 0) {
        throw failure.get();
      }
    };
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(TestFiles.below(directory.resolve("image"))).isEmpty();
  }

  private CopiedFile copy() throws IOException {
    return copy(settings(), BandwidthBudget.UNLIMITED);
  }

  private CopiedFile copy(CopySettings settings, BandwidthBudget budget) throws IOException {
    return fileCopy(settings, budget)
        .copy(new CopyItem(List.of(fs.uri(source)), fs.uri(target), LENGTH));
  }

  private FileCopy fileCopy(CopySettings settings, BandwidthBudget budget) throws IOException {
    TargetStore store =
        TargetStore.at(new org.apache.hadoop.fs.Path(fs.uri(scratch)), conf, BUFFER);
    return new FileCopy(
        conf,
        store,
        settings,
        budget,
        step -> {
          steps.add(step);
          progress.addAndGet(step);
        });
  }

  private static CopySettings settings() {
    return new CopySettings(BUFFER, 3, Duration.ofMillis(1), true, 1 << 20, FileAttributes.NONE);
  }
}
