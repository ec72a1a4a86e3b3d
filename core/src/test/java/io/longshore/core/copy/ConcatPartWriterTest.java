package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.testing.EmbeddedHdfs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.key.KeyProvider;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.CreateEncryptionZoneFlag;
import org.apache.hadoop.hdfs.client.HdfsAdmin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** On a real HDFS. */
class ConcatPartWriterTest {
  private static final int LENGTH = 300_000;
  private static final Configuration CONF = new Configuration();
  private static EmbeddedHdfs hdfs;
  private static DistributedFileSystem fs;

  private final byte[] content = TestFiles.bytes(1, LENGTH);
  private Path directory;
  private Path source;
  private Path target;
  private Path scratch;
  private CopyItem item;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path disk) throws Exception {
    CONF.set("dfs.checksum.combine.mode", "COMPOSITE_CRC");
    CONF.set("hadoop.security.key.provider.path", "jceks://file" + disk.resolve("keys"));
    KeyProvider keys = KeyProviderFactory.getProviders(CONF).get(0);
    keys.createKey("zone", KeyProvider.options(CONF));
    keys.flush();
    hdfs = new EmbeddedHdfs(disk, CONF);
    fs = hdfs.fileSystem();
  }

  @AfterAll
  static void stop() throws IOException {
    hdfs.close();
  }

  @BeforeEach
  void places(TestInfo test) throws IOException {
    directory = fs.makeQualified(new Path("/" + test.getTestMethod().orElseThrow().getName()));
    source = new Path(directory, "data/file");
    try (var out = fs.create(source)) {
      out.write(content);
    }
    target = new Path(directory, "image/deep dir/file");
    scratch = new Path(directory, "image/.tmp/b 1");
    item = new CopyItem(List.of(source.toString()), target.toString(), LENGTH);
  }

  @Test
  void partsAreConcatenatedAndRenamed() throws IOException {
    FileCopy copy = fileCopy();
    PendingFile pending = writer().begin(item.target(), LENGTH);
    List<WrittenPart> parts = copyAll(copy, pending, 5);
    assertThat(fs.exists(target)).isFalse();

    CopiedFile file = copy.commit(item, pending, parts);

    assertThat(read(target)).isEqualTo(content);
    assertThat(file.checksum()).isEqualTo(Checksum.of(content));
    assertThat(fs.listStatus(scratch)).isEmpty();
  }

  @Test
  void theChecksumIsTheOneThatHdfsAnswers() throws IOException {
    CopiedFile file = fileCopy().copy(item);
    FileChecksum theirs = fs.getFileChecksum(target);
    assertThat(theirs.getAlgorithmName()).isEqualTo("COMPOSITE-CRC32C");
    assertThat(java.util.HexFormat.of().formatHex(theirs.getBytes()))
        .isEqualTo(file.checksum().toString());
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    try (var out = fs.create(target)) {
      out.write(1);
    }
    FileCopy copy = fileCopy();
    PendingFile pending = writer().begin(item.target(), LENGTH);
    copy.commit(item, pending, copyAll(copy, pending, 3));
    assertThat(read(target)).isEqualTo(content);
    assertThat(fs.listStatus(target.getParent())).hasSize(1);
  }

  @Test
  void twoAttemptsAtOnePartDoNotDisturbEachOther() throws IOException {
    FileCopy copy = fileCopy();
    PendingFile pending = writer().begin(item.target(), LENGTH);
    List<WrittenPart> first = copyAll(copy, pending, 3);
    List<WrittenPart> second = copyAll(copy, pending, 3);
    copy.commit(item, pending, List.of(first.get(0), second.get(1), first.get(2)));
    assertThat(read(target)).isEqualTo(content);
    assertThat(fs.listStatus(scratch)).isEmpty();
  }

  @Test
  void aCommitThatWasCutOffAfterTheConcatIsFinished() throws IOException {
    FileCopy copy = fileCopy();
    PendingFile pending = writer().begin(item.target(), LENGTH);
    List<WrittenPart> parts = copyAll(copy, pending, 3);
    fs.concat(
        new Path(parts.get(0).receipt()),
        new Path[] {new Path(parts.get(1).receipt()), new Path(parts.get(2).receipt())});

    copy.commit(item, pending, parts);
    assertThat(read(target)).isEqualTo(content);
  }

  @Test
  void abortLeavesNothing() throws IOException {
    PendingFile pending = writer().begin(item.target(), LENGTH);
    copyAll(fileCopy(), pending, 2);
    assertThat(writer().isThere(pending)).isTrue();
    writer().abort(pending);
    writer().abort(pending);
    assertThat(writer().isThere(pending)).isFalse();
    assertThat(fs.listStatus(scratch)).isEmpty();
    assertThat(fs.exists(target)).isFalse();
  }

  @Test
  void wholeFilesAreWrittenAsideAndRenamedOverOldOnes() throws IOException {
    try (var out = fs.create(target)) {
      out.write(new byte[LENGTH]);
    }
    assertThat(fileCopy().copy(item).bytesMoved()).isEqualTo(LENGTH);
    assertThat(read(target)).isEqualTo(content);
    assertThat(fileCopy().copy(item).bytesMoved()).isZero();
    assertThat(fs.listStatus(scratch)).isEmpty();
  }

  @Test
  void followsASourceThatIsArchivedWhileItIsRead() throws IOException {
    Path archived = new Path(directory, "archive/file");
    fs.mkdirs(archived.getParent());
    CopyItem either =
        new CopyItem(List.of(source.toString(), archived.toString()), target.toString(), LENGTH);
    int[] asked = new int[1];
    BandwidthBudget moving =
        bytes -> {
          if (++asked[0] == 9) {
            try {
              fs.rename(source, archived);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        };
    new FileCopy(CONF, store(scratch), settings(), moving, bytes -> {}).copy(either);
    assertThat(read(target)).isEqualTo(content);
  }

  @Test
  void rejectsAPartBeyondTheEndOfATruncatedSource() throws IOException {
    try (var out = fs.create(source, true)) {
      out.write(content, 0, 1000);
    }
    PendingFile pending = writer().begin(item.target(), LENGTH);
    assertThatThrownBy(() -> fileCopy().copyPart(item, pending, new FilePart(1, 150_000, 150_000)))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
              assertThat(e).hasMessage(source + " ends after 1000 bytes; it should have 300000.");
            });
  }

  @Test
  void aUsedUpQuotaIsNoSpace() throws IOException {
    fs.mkdirs(scratch);
    fs.setQuota(scratch, Long.MAX_VALUE - 1, 70_000);
    assertThatThrownBy(() -> fileCopy().copy(item))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
    assertThat(fs.listStatus(scratch)).isEmpty();
    assertThat(fs.exists(target)).isFalse();
  }

  @Test
  void inAnEncryptionZoneAFileIsWrittenByOneTaskSinceConcatIsRefused() throws Exception {
    Path zone = new Path(directory, "image");
    fs.mkdirs(zone);
    new HdfsAdmin(fs.getUri(), CONF)
        .createEncryptionZone(zone, "zone", EnumSet.noneOf(CreateEncryptionZoneFlag.class));

    assertThat(store(scratch).partWriter()).isEmpty();
    fileCopy().copy(item);
    assertThat(read(target)).isEqualTo(content);
  }

  private List<WrittenPart> copyAll(FileCopy copy, PendingFile pending, int count)
      throws IOException {
    List<WrittenPart> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = LENGTH * i / count;
      FilePart part = new FilePart(i, from, LENGTH * (i + 1) / count - from);
      parts.add(copy.copyPart(item, pending, part));
    }
    return parts;
  }

  private PartWriter writer() throws IOException {
    PartWriter writer = store(scratch).partWriter().orElseThrow();
    assertThat(writer).isInstanceOf(ConcatPartWriter.class);
    return writer;
  }

  private FileCopy fileCopy() throws IOException {
    return new FileCopy(CONF, store(scratch), settings(), BandwidthBudget.UNLIMITED, bytes -> {});
  }

  private static TargetStore store(Path scratch) throws IOException {
    return TargetStore.at(scratch, CONF, 10_000);
  }

  private static CopySettings settings() {
    return new CopySettings(10_000, 2, Duration.ofMillis(1), true, 1 << 20, FileAttributes.NONE);
  }

  private static byte[] read(Path file) throws IOException {
    try (var in = fs.open(file)) {
      return in.readAllBytes();
    }
  }
}
