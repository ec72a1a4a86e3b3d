package io.longshore.wal.hbase;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads a file ahead, in pieces. HBase's reader asks for one byte and for four at a time, and
 * Hadoop's streams lock themselves each time. What cannot be read ahead is read as it is asked for,
 * so that a fault shows where it is. Not safe for several threads.
 */
final class ReadAhead extends FSInputStream {
  private final FSDataInputStream in;
  private final byte[] piece = new byte[1 << 16];

  /** Where the file's stream stands, which is where the piece ends. */
  private long end;

  private int next;
  private int limit;
  private boolean faulty;

  private ReadAhead(FSDataInputStream in) {
    this.in = in;
  }

  /** A file system that reads files ahead. */
  static FileSystem of(FileSystem fs) {
    return new FilterFileSystem(fs) {
      @Override
      public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return new FSDataInputStream(new ReadAhead(fs.open(path, bufferSize)));
      }
    };
  }

  @Override
  public int read() throws IOException {
    if (next < limit || fill()) {
      return piece[next++] & 0xff;
    }
    if (!faulty) {
      return -1;
    }
    int read = in.read();
    end += read < 0 ? 0 : 1;
    return read;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (next < limit || length < piece.length && fill()) {
      int read = Math.min(length, limit - next);
      System.arraycopy(piece, next, to, offset, read);
      next += read;
      return read;
    }
    int read = in.read(to, offset, length);
    end += Math.max(0, read);
    return read;
  }

  /** Whether there is a piece that can be read ahead. */
  private boolean fill() throws IOException {
    if (faulty) {
      return false;
    }
    next = 0;
    limit = 0;
    try {
      limit = Math.max(0, in.read(piece, 0, piece.length));
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      faulty = true;
      in.seek(end);
    }
    end += limit;
    return limit > 0;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, (long) limit - next + in.available());
  }

  @Override
  public long getPos() {
    return end - (limit - next);
  }

  @Override
  public void seek(long position) throws IOException {
    in.seek(position);
    end = position;
    next = 0;
    limit = 0;
  }

  @Override
  public boolean seekToNewSource(long position) throws IOException {
    return in.seekToNewSource(position);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
