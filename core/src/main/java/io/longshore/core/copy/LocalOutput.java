package io.longshore.core.copy;

import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.Syncable;

/**
 * A new file on a local disk, written from direct buffers without a copy on the way, and read back
 * on request while it is written: then every piece is still in the processor's cache, which costs
 * half of what reading the finished file does.
 */
final class LocalOutput extends OutputStream implements Syncable {
  private final FileOutputStream file;
  private final FileChannel channel;
  private final File path;
  private final CRC32C stored = new CRC32C();

  /** Both null while nothing is read back. */
  private FileInputStream reader;

  private ByteBuffer buffer;

  LocalOutput(File path) throws IOException {
    this.path = path;
    this.file = new FileOutputStream(path);
    this.channel = file.getChannel();
  }

  /**
   * Reads back what {@link #write(ByteBuffer)} writes from here on.
   *
   * @param through the buffer that the bytes pass through
   */
  void readBack(ByteBuffer through) throws IOException {
    reader = new FileInputStream(path);
    buffer = through;
  }

  /** The checksum of what was read back; empty where nothing was. */
  Optional<Checksum> stored() {
    return reader == null ? Optional.empty() : Optional.of(Checksum.of(stored));
  }

  int write(ByteBuffer bytes) throws IOException {
    long position = channel.position();
    int written = channel.write(bytes);
    if (reader != null) {
      sumStored(position, position + written);
    }
    return written;
  }

  private void sumStored(long from, long end) throws IOException {
    long position = from;
    while (position < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      int read = reader.getChannel().read(buffer, position);
      if (read < 0) {
        throw new EOFException("Cannot read back what was written to " + path);
      }
      stored.update(buffer.flip());
      position += read;
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    file.write(bytes, offset, length);
  }

  @Override
  public void write(int one) throws IOException {
    file.write(one);
  }

  @Override
  public void hflush() {
    // What was written is in the page cache already.
  }

  @Override
  public void hsync() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    try {
      if (reader != null) {
        reader.close();
      }
    } finally {
      file.close();
    }
  }
}
