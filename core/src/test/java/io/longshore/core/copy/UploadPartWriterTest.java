package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the uploader that Hadoop has for every file system; the launcher's tests run it on S3. */
class UploadPartWriterTest {
  private static final int LENGTH = 30_000;

  @TempDir Path directory;
  private final byte[] content = TestFiles.bytes(1, LENGTH);
  private UploadPartWriter writer;
  private Path target;

  @BeforeEach
  void places() throws IOException {
    writer = new UploadPartWriter(FileSystem.getLocal(new Configuration()).getRaw());
    target = directory.resolve("file");
  }

  @Test
  void showsNothingBeforeTheEndAndEverythingAfter() throws IOException {
    PendingFile pending = writer.begin(LocalFiles.uri(target), LENGTH);
    List<WrittenPart> parts = new ArrayList<>();
    for (int number : new int[] {2, 0, 1}) {
      parts.add(write(pending, number));
    }
    assertThat(target).doesNotExist();
    parts.sort((a, b) -> a.part().number() - b.part().number());

    writer.commit(pending, parts);
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void takesOneOfTwoAttemptsAtAPart() throws IOException {
    PendingFile pending = writer.begin(LocalFiles.uri(target), LENGTH);
    write(pending, 1);
    writer.commit(pending, List.of(write(pending, 0), write(pending, 1), write(pending, 2)));
    assertThat(target).hasBinaryContent(content);
  }

  @Test
  void abortLeavesNothing() throws IOException {
    PendingFile pending = writer.begin(LocalFiles.uri(target), LENGTH);
    write(pending, 0);
    writer.abort(pending);
    assertThat(TestFiles.below(directory)).isEmpty();
  }

  @Test
  void saysWhyAPartCannotBeWritten() throws IOException {
    PendingFile pending = writer.begin(LocalFiles.uri(target), LENGTH);
    assertThatThrownBy(
            () ->
                writer.write(
                    new PendingFile(pending.target(), LENGTH, "00"),
                    new FilePart(0, 0, 1),
                    new ByteArrayInputStream(new byte[] {1})))
        .isInstanceOf(Exception.class);
    assertThat(writer.place(pending, new FilePart(0, 0, 1), "")).isEmpty();
  }

  private WrittenPart write(PendingFile pending, int number) throws IOException {
    FilePart part = new FilePart(number, number * 10_000L, 10_000);
    byte[] bytes =
        Arrays.copyOfRange(content, (int) part.offset(), (int) (part.offset() + part.length()));
    return new WrittenPart(
        part,
        Checksum.of(bytes),
        writer.write(pending, part, new ByteArrayInputStream(bytes)));
  }
}
