package io.longshore.core.copy;

import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.hadoop.fs.ByteBufferReadable;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StreamCapabilities;

/** A file of a local disk, read into direct buffers without a copy on the way. */
final class LocalInput extends FSInputStream implements ByteBufferReadable, StreamCapabilities {
  private final FileInputStream file;
  private final FileChannel channel;
  private final FileSystem.Statistics statistics;

  LocalInput(File path, FileSystem.Statistics statistics) throws IOException {
    // Not FileChannel.open: its errors are others than those that callers of Hadoop expect.
    this.file = new FileInputStream(path);
    this.channel = file.getChannel();
    this.statistics = statistics;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int read = channel.read(buffer);
    if (read > 0 && statistics != null) {
      statistics.incrementBytesRead(read);
    }
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return read(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(long position, byte[] bytes, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(bytes, offset, length), position);
  }

  @Override
  public void seek(long position) throws IOException {
    if (position < 0) {
      throw new EOFException("Cannot seek to " + position);
    }
    channel.position(position);
  }

  @Override
  public long getPos() throws IOException {
    return channel.position();
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - channel.position()));
  }

  @Override
  public boolean seekToNewSource(long position) {
    return false;
  }

  @Override
  public boolean hasCapability(String capability) {
    return capability.equals(StreamCapabilities.READBYTEBUFFER);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
