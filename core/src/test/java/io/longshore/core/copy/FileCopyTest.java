package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a local disk. */
class FileCopyTest {
  private static final int BUFFER = 4096;

  @TempDir Path directory;
  private final Configuration conf = new Configuration();
  private final AtomicLong progress = new AtomicLong();
  private Path source;
  private Path target;
  private Path scratch;

  @BeforeEach
  void places() {
    source = directory.resolve("data/file");
    target = directory.resolve("image/deep/file");
    scratch = directory.resolve("image/.tmp");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 5 * BUFFER, 100_000})
  void copiesEveryByte(int length) throws IOException {
    byte[] content = TestFiles.bytes(length, length);
    TestFiles.write(source, content);

    CopiedFile copied = copy(item(length));

    assertThat(target).hasBinaryContent(content);
    assertThat(copied).isEqualTo(new CopiedFile(uri(target), length, Checksum.of(content), length));
    assertThat(progress).hasValue(length);
    assertThat(TestFiles.below(scratch)).isEmpty();
  }

  @Test
  void leavesAFileThatIsThereAlready() throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    TestFiles.write(source, content);
    TestFiles.write(target, content);
    FileTime before = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(target, before);

    CopiedFile copied = copy(item(10_000));

    assertThat(copied.bytesMoved()).isZero();
    assertThat(copied.checksum()).isEqualTo(Checksum.of(content));
    assertThat(Files.getLastModifiedTime(target)).isEqualTo(before);
    assertThat(progress).hasValue(0);
  }

  @Test
  void takesAFileThatServesElsewhere() throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    TestFiles.write(source, content);
    Path elsewhere = TestFiles.write(directory.resolve("live/file"), content);
    CopyItem item =
        new CopyItem(
            List.of(uri(source)), uri(target), 10_000, List.of(uri(elsewhere)), Optional.empty());

    assertThat(copy(item).bytesMoved()).isZero();
    assertThat(target).doesNotExist();
  }

  @Test
  void replacesAWrongFileOfTheSameLength() throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    byte[] wrong = content.clone();
    wrong[9_999] ^= 1;
    TestFiles.write(source, content);
    TestFiles.write(target, wrong);

    assertThat(copy(item(10_000)).bytesMoved()).isEqualTo(10_000);
    assertThat(target).hasBinaryContent(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5_000, 20_000})
  void replacesAFileOfAnotherLength(int length) throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    TestFiles.write(source, content);
    TestFiles.write(target, TestFiles.bytes(2, length));

    copy(item(10_000));
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void readsTheSourceWithoutALookAtATargetOfKnownChecksum() throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    TestFiles.write(target, content);
    // The source is gone, and is not needed.
    CopyItem item = expecting(10_000, Checksum.of(content));
    assertThat(copy(item).bytesMoved()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BUFFER, 9_999})
  void rejectsATruncatedSource(int length) throws IOException {
    TestFiles.write(source, TestFiles.bytes(1, length));

    assertThatThrownBy(() -> copy(item(10_000)))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
              assertThat(e)
                  .hasMessage(
                      uri(source) + " ends after " + length + " bytes; it should have 10000.");
            });
    assertNothingIsLeft();
  }

  @Test
  void rejectsASourceThatIsInNoneOfItsPlaces() throws IOException {
    CopyItem item =
        new CopyItem(List.of(uri(source), uri(directory.resolve("archive/f"))), uri(target), 10);

    assertThatThrownBy(() -> copy(item))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_FILE_MISSING);
              assertThat(e).hasMessageContaining(uri(source)).hasMessageContaining("archive/f");
            });
    assertNothingIsLeft();
  }

  @Test
  void findsASourceInItsSecondPlace() throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    Path archived = TestFiles.write(directory.resolve("archive/f"), content);
    copy(new CopyItem(List.of(uri(source), uri(archived)), uri(target), 10_000));
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void followsASourceThatIsArchivedWhileItIsRead() throws IOException {
    byte[] content = TestFiles.bytes(1, 10 * BUFFER);
    TestFiles.write(source, content);
    Path archived = directory.resolve("archive/f");
    Files.createDirectories(archived.getParent());
    BandwidthBudget moving = moving(source, archived, 3);

    copy(
        new CopyItem(List.of(uri(source), uri(archived)), uri(target), content.length),
        settings(),
        moving);
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void rejectsContentThatIsNotTheExpected() throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    TestFiles.write(source, content);
    Checksum wanted = new Checksum(~Checksum.of(content).value());

    assertThatThrownBy(() -> copy(expecting(10_000, wanted)))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
              assertThat(e)
                  .hasMessage(
                      uri(source)
                          + " has checksum "
                          + Checksum.of(content)
                          + " where "
                          + wanted
                          + " was recorded.");
            });
    assertNothingIsLeft();
    assertThat(progress).hasValue(0);
  }

  @Test
  void aDamagedSourceLeavesAnOlderTargetAsItWas() throws IOException {
    byte[] old = TestFiles.bytes(7, 10_000);
    TestFiles.write(source, TestFiles.bytes(1, 10_000));
    TestFiles.write(target, old);
    assertThatThrownBy(() -> copy(expecting(10_000, new Checksum(1))))
        .isInstanceOf(LongshoreException.class);
    assertThat(target).hasBinaryContent(old);
  }

  @Test
  void stopsWhenItsTaskIsCancelled() throws IOException {
    TestFiles.write(source, TestFiles.bytes(1, 10_000));
    BandwidthBudget cancelled =
        bytes -> {
          throw new InterruptedIOException("cancelled");
        };
    assertThatThrownBy(() -> copy(item(10_000), settings(), cancelled))
        .isInstanceOf(InterruptedIOException.class);
    assertNothingIsLeft();
  }

  @Test
  void givesCopiesTheirMode() throws IOException {
    byte[] content = TestFiles.bytes(1, 100);
    TestFiles.write(source, content);
    copy(
        item(100),
        settings().withAttributes(new FileAttributes(null, null, 0600, false)),
        noLimit());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
  }

  @Test
  void givesItsModeToAFileThatIsThereAlreadyToo() throws IOException {
    byte[] content = TestFiles.bytes(1, 100);
    TestFiles.write(source, content);
    TestFiles.write(target, content);
    copy(
        item(100),
        settings().withAttributes(new FileAttributes(null, null, 0600, false)),
        noLimit());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
  }

  @Test
  void hadoopReadsACopyThatReplacesAFileWithAHadoopChecksum() throws IOException {
    byte[] content = TestFiles.bytes(1, 10_000);
    TestFiles.write(source, content);
    FileSystem checked = FileSystem.getLocal(conf);
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(uri(target));
    try (var out = checked.create(file)) {
      out.write(TestFiles.bytes(2, 10_000));
    }
    assertThat(target.resolveSibling(".file.crc")).exists();

    copy(item(10_000));

    try (FSDataInputStream in = checked.open(file)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space",
        "b%20c",
        "100%",
        "a+b",
        "a=b",
        "a&b#c?d",
        "[x]{y}",
        "it's \"so\"",
        "ünï-δ-日本",
        "semi;colon",
        "at@sign",
        "tilde~",
        "back`tick",
        "^caret|pipe",
        "$dollar",
        "comma,"
      })
  void copiesUnderAwkwardNames(String name) throws IOException {
    byte[] content = TestFiles.bytes(1, 10 * BUFFER);
    source = TestFiles.write(directory.resolve(name).resolve("in " + name), content);
    target = directory.resolve(name).resolve("out " + name);
    scratch = directory.resolve(name).resolve(".tmp");
    // Whole, over a file with a Hadoop checksum.
    TestFiles.write(target, new byte[] {1});
    Path crc = TestFiles.write(target.resolveSibling(".out " + name + ".crc"), new byte[] {1});
    copy(item(content.length));
    assertThat(target).hasBinaryContent(content);
    assertThat(crc).doesNotExist();
    // In parts.
    Files.delete(target);
    TestFiles.write(crc, new byte[] {1});
    copyInParts(item(content.length), 3);
    assertThat(target).hasBinaryContent(content);
    assertThat(crc).doesNotExist();
    assertThat(TestFiles.below(directory)).containsExactlyInAnyOrder(source, target);
  }

  private void copyInParts(CopyItem item, int count) throws IOException {
    TargetStore store = TargetStore.at(path(scratch), conf, BUFFER);
    FileCopy copy = new FileCopy(conf, store, settings(), noLimit(), progress::addAndGet);
    PendingFile pending = store.partWriter().orElseThrow().begin(item.target(), item.length());
    List<WrittenPart> parts = new java.util.ArrayList<>();
    for (int i = 0; i < count; i++) {
      long from = item.length() * i / count;
      long to = item.length() * (i + 1) / count;
      parts.add(copy.copyPart(item, pending, new FilePart(i, from, to - from)));
    }
    copy.commit(item, pending, parts);
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(TestFiles.below(directory.resolve("image"))).isEmpty();
  }

  private CopiedFile copy(CopyItem item) throws IOException {
    return copy(item, settings(), noLimit());
  }

  private CopiedFile copy(CopyItem item, CopySettings settings, BandwidthBudget budget)
      throws IOException {
    TargetStore store = TargetStore.at(path(scratch), conf, BUFFER);
    return new FileCopy(conf, store, settings, budget, progress::addAndGet).copy(item);
  }

  private CopyItem item(long length) {
    return new CopyItem(List.of(uri(source)), uri(target), length);
  }

  private CopyItem expecting(long length, Checksum wanted) {
    return new CopyItem(List.of(uri(source)), uri(target), length, List.of(), Optional.of(wanted));
  }

  private static CopySettings settings() {
    return new CopySettings(BUFFER, 3, Duration.ofMillis(1), true, 1 << 20, FileAttributes.NONE);
  }

  private static BandwidthBudget noLimit() {
    return BandwidthBudget.UNLIMITED;
  }

  /** Moves a file away when the bytes of its n-th buffer are asked for. */
  static BandwidthBudget moving(Path from, Path to, int nth) {
    AtomicLong asked = new AtomicLong();
    return bytes -> {
      if (asked.incrementAndGet() == nth) {
        try {
          Files.move(from, to);
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    };
  }

  private static String uri(Path path) {
    return path(path).toString();
  }

  private static org.apache.hadoop.fs.Path path(Path path) {
    return new org.apache.hadoop.fs.Path("file", null, path.toString());
  }
}
