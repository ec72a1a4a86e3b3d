package io.longshore.core.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Parts on HDFS: each attempt at a part is a file of its own in a scratch directory; the NameNode
 * puts them together with {@code concat}, which moves no byte, and the result is renamed.
 */
final class ConcatPartWriter implements PartWriter {
  private final FileSystem fs;
  private final Path scratch;
  private final int bufferSize;

  ConcatPartWriter(FileSystem fs, Path scratch, int bufferSize) {
    this.fs = fs;
    this.scratch = scratch;
    this.bufferSize = bufferSize;
  }

  @Override
  public PendingFile begin(String target, long length) throws IOException {
    // concat wants its files in one directory, so each pending file is one.
    Path directory = new Path(scratch, AttemptName.of(target));
    fs.mkdirs(directory);
    return new PendingFile(target, length, directory.toString());
  }

  @Override
  public boolean isThere(PendingFile file) throws IOException {
    return fs.exists(new Path(file.handle()));
  }

  @Override
  public String write(PendingFile file, FilePart part, ReadableByteChannel bytes)
      throws IOException {
    Path attempt = new Path(file.handle(), AttemptName.of("part-" + part.number()));
    FSDataOutputStream out = fs.create(attempt, false);
    try {
      ByteBuffer buffer = ByteBuffer.allocate(bufferSize);
      while (bytes.read(buffer.clear()) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
      }
      out.close();
      return attempt.toString();
    } catch (IOException e) {
      TargetStore.abandon(fs, out, attempt, e);
      throw e;
    }
  }

  @Override
  public Optional<PartPlace> place(PendingFile file, FilePart part, String receipt) {
    return Optional.of(new PartPlace(receipt, 0));
  }

  @Override
  public void commit(PendingFile file, List<WrittenPart> parts) throws IOException {
    Path whole = new Path(parts.get(0).receipt());
    // A driver that died in between may have put them together already.
    if (parts.size() > 1 && fs.getFileStatus(whole).getLen() != file.length()) {
      fs.concat(
          whole, parts.stream().skip(1).map(part -> new Path(part.receipt())).toArray(Path[]::new));
    }
    TargetStore.renameOver(fs, whole, new Path(file.target()));
    abort(file);
  }

  @Override
  public void abort(PendingFile file) throws IOException {
    fs.delete(new Path(file.handle()), true);
  }
}
