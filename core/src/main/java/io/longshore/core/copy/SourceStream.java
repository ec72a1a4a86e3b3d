package io.longshore.core.copy;

import io.longshore.core.error.Errors;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A range of a source file, read within the bandwidth budget and summed on the way. HBase moves
 * store files between data and archive while we read: the content stays the same, so the stream
 * looks for the file again and goes on at the same byte.
 */
final class SourceStream implements ReadableByteChannel {
  private final Configuration conf;
  private final CopyItem item;
  private final BandwidthBudget budget;
  private final LongConsumer progress;
  private final CRC32C crc = new CRC32C();
  private final long end;
  private long position;
  private FSDataInputStream in;

  /** For streams that know arrays only; null until one is met. */
  private byte[] bounce;

  SourceStream(
      Configuration conf,
      CopyItem item,
      FilePart range,
      BandwidthBudget budget,
      LongConsumer progress)
      throws IOException {
    this.conf = conf;
    this.item = item;
    this.budget = budget;
    this.progress = progress;
    this.position = range.offset();
    this.end = range.offset() + range.length();
    openAt(position);
  }

  Checksum checksum() {
    return Checksum.of(crc);
  }

  /** Fills the buffer, or reads to the range's end, where it answers -1. */
  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (position == end) {
      return -1;
    }
    int wanted = (int) Math.min(buffer.remaining(), end - position);
    budget.acquire(wanted);
    ByteBuffer window = buffer.slice(buffer.position(), wanted);
    readSome(window);
    int read = window.position();
    if (read == 0) {
      throw Errors.sourceFileTruncated(item.sources().get(0), position, item.length());
    }
    crc.update(window.flip());
    buffer.position(buffer.position() + read);
    position += read;
    progress.accept(read);
    return read;
  }

  private void readSome(ByteBuffer buffer) throws IOException {
    // Fills the buffer: the budget was asked for that much, and short reads cost system calls.
    boolean reopened = false;
    while (buffer.hasRemaining()) {
      try {
        if (readOnce(buffer) < 0) {
          return;
        }
      } catch (FSError e) {
        throw LocalFiles.unwrap(e);
      } catch (FileNotFoundException e) {
        if (reopened) {
          throw e;
        }
        reopened = true;
        close();
        openAt(position + buffer.position());
      }
    }
  }

  private int readOnce(ByteBuffer buffer) throws IOException {
    if (buffer.isDirect() && in.hasCapability(StreamCapabilities.READBYTEBUFFER)) {
      return in.read(buffer);
    }
    if (!buffer.isDirect()) {
      int read =
          in.read(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      buffer.position(buffer.position() + Math.max(0, read));
      return read;
    }
    if (bounce == null) {
      bounce = new byte[buffer.capacity()];
    }
    int read = in.read(bounce, 0, Math.min(bounce.length, buffer.remaining()));
    buffer.put(bounce, 0, Math.max(0, read));
    return read;
  }

  private void openAt(long from) throws IOException {
    FileNotFoundException missing = null;
    // Twice: between two look-ups the file may have moved from a place not yet asked to one that
    // was.
    for (int round = 0; round < 2; round++) {
      for (String source : item.sources()) {
        try {
          open(new Path(source), from);
          return;
        } catch (FileNotFoundException e) {
          missing = e;
        }
      }
    }
    throw Errors.sourceFileMissing(item.sources(), missing);
  }

  private void open(Path path, long from) throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(path, conf);
    in = fs.open(path);
    try {
      in.seek(from);
    } catch (EOFException e) {
      in.close();
      throw Errors.sourceFileTruncated(
          path.toString(), fs.getFileStatus(path).getLen(), item.length());
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public boolean isOpen() {
    return in != null;
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
      in = null;
    }
  }
}
