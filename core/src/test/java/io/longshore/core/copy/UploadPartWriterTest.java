package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.testing.EmbeddedHdfs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** With HDFS's uploader, the one that needs no object store. */
class UploadPartWriterTest {
  private static final int LENGTH = 30_000;

  private static EmbeddedHdfs hdfs;
  private static DistributedFileSystem fs;

  private final byte[] content = TestFiles.bytes(1, LENGTH);
  private UploadPartWriter writer;
  private Path directory;
  private Path target;

  @BeforeAll
  static void start(@TempDir java.nio.file.Path disk) throws IOException {
    hdfs = new EmbeddedHdfs(disk, new Configuration());
    fs = hdfs.fileSystem();
  }

  @AfterAll
  static void stop() throws IOException {
    hdfs.close();
  }

  @BeforeEach
  void places(TestInfo test) throws IOException {
    writer = new UploadPartWriter(fs);
    directory = fs.makeQualified(new Path("/" + test.getTestMethod().orElseThrow().getName()));
    target = new Path(directory, "file");
    fs.mkdirs(directory);
  }

  @Test
  void showsNothingBeforeTheEndAndEverythingAfter() throws IOException {
    PendingFile pending = writer.begin(target.toString(), LENGTH);
    List<WrittenPart> parts = new ArrayList<>();
    for (int number : new int[] {2, 0, 1}) {
      parts.add(write(pending, number));
    }
    assertThat(fs.exists(target)).isFalse();
    parts.sort((a, b) -> a.part().number() - b.part().number());

    writer.commit(pending, parts);
    assertThat(read(target)).isEqualTo(content);
  }

  @Test
  void takesOneOfTwoAttemptsAtAPart() throws IOException {
    PendingFile pending = writer.begin(target.toString(), LENGTH);
    write(pending, 1);
    writer.commit(pending, List.of(write(pending, 0), write(pending, 1), write(pending, 2)));
    assertThat(read(target)).isEqualTo(content);
  }

  @Test
  void aLongPartIsSentInPieces() throws IOException {
    int length = 61 << 20;
    byte[] bytes = TestFiles.bytes(2, length);
    PendingFile pending = writer.begin(target.toString(), length);
    List<WrittenPart> parts = new ArrayList<>();
    for (FilePart part :
        List.of(new FilePart(0, 0, 31 << 20), new FilePart(1, 31 << 20, 30 << 20))) {
      byte[] some =
          Arrays.copyOfRange(bytes, (int) part.offset(), (int) (part.offset() + part.length()));
      String receipt = writer.write(pending, part, TestFiles.channel(some));
      assertThat(receipt.split(",")).hasSize(6);
      parts.add(new WrittenPart(part, Checksum.of(some), receipt));
    }
    writer.commit(pending, parts);
    assertThat(read(target)).isEqualTo(bytes);
  }

  @Test
  void aFileHasNoMorePartsThanAStoreTakes() {
    for (long length : new long[] {1, 1L << 30, 150L << 30, 1L << 40, (1L << 40) + 1, 5L << 40}) {
      long least = writer.leastPartSize(length);
      long pieces = UploadPartWriter.pieces(length);
      assertThat(least).isGreaterThanOrEqualTo(10 << 20).isLessThan(Integer.MAX_VALUE);
      assertThat(((length - 1) / least + 1) * pieces).isLessThanOrEqualTo(10_000);
    }
  }

  @Test
  void abortLeavesNothing() throws IOException {
    PendingFile pending = writer.begin(target.toString(), LENGTH);
    write(pending, 0);
    writer.abort(pending);
    assertThat(fs.listFiles(directory, true).hasNext()).isFalse();
  }

  @Test
  void saysWhyAPartCannotBeWritten() throws IOException {
    PendingFile pending = writer.begin(target.toString(), LENGTH);
    assertThatThrownBy(
            () ->
                writer.write(
                    new PendingFile(pending.target(), LENGTH, "00"),
                    new FilePart(0, 0, 1),
                    TestFiles.channel(new byte[] {1})))
        .isInstanceOf(Exception.class);
    assertThat(writer.place(pending, new FilePart(0, 0, 1), "")).isEmpty();
  }

  private static byte[] read(Path file) throws IOException {
    try (var in = fs.open(file)) {
      return in.readAllBytes();
    }
  }

  private WrittenPart write(PendingFile pending, int number) throws IOException {
    FilePart part = new FilePart(number, number * 10_000L, 10_000);
    byte[] bytes =
        Arrays.copyOfRange(content, (int) part.offset(), (int) (part.offset() + part.length()));
    return new WrittenPart(
        part, Checksum.of(bytes), writer.write(pending, part, TestFiles.channel(bytes)));
  }
}
