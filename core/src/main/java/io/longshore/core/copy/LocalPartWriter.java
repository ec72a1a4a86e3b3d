package io.longshore.core.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Parts on a local disk are written at their place in one file. Attempts at one part write the same
 * bytes to the same place, so they need no files of their own.
 */
final class LocalPartWriter implements PartWriter {
  private final Path scratch;
  private final int bufferSize;

  LocalPartWriter(Path scratch, int bufferSize) {
    this.scratch = scratch;
    this.bufferSize = bufferSize;
  }

  @Override
  public PendingFile begin(String target, long length) throws IOException {
    Files.createDirectories(scratch);
    Path file = scratch.resolve(AttemptName.of(target));
    Files.createFile(file);
    return new PendingFile(target, length, file.toString());
  }

  @Override
  public boolean isThere(PendingFile file) {
    return Files.exists(Path.of(file.handle()));
  }

  @Override
  public String write(PendingFile file, FilePart part, ReadableByteChannel bytes)
      throws IOException {
    // Not shared: two attempts may write at the same time.
    ByteBuffer buffer = SourceFile.buffer(bufferSize);
    try (FileChannel out = FileChannel.open(Path.of(file.handle()), StandardOpenOption.WRITE)) {
      long position = part.offset();
      while (bytes.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          position += out.write(buffer, position);
        }
      }
    }
    return "";
  }

  @Override
  public Optional<PartPlace> place(PendingFile file, FilePart part, String receipt) {
    return Optional.of(new PartPlace(LocalFiles.uri(Path.of(file.handle())), part.offset()));
  }

  @Override
  public void commit(PendingFile file, List<WrittenPart> parts) throws IOException {
    Path target = LocalFiles.path(file.target());
    Files.createDirectories(target.getParent());
    LocalFiles.dropHadoopChecksum(target);
    Files.move(Path.of(file.handle()), target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void abort(PendingFile file) throws IOException {
    Files.deleteIfExists(Path.of(file.handle()));
  }
}
