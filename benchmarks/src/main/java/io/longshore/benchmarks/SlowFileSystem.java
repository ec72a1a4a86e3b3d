package io.longshore.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * A local disk each of whose input streams is slow, as one stream of an object store or of a
 * distant HDFS is.
 */
public final class SlowFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "slow";
  static final long BYTES_A_SECOND = 60 << 20;

  private static final URI NAME = URI.create(SCHEME + ":///");

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(new SlowStream(super.open(path, bufferSize)));
  }

  /** RawLocalFileSystem's own asks the operating system for permissions, of file:// paths only. */
  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    FileStatus status = super.getFileStatus(path);
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        0,
        new FsPermission((short) 0644),
        "",
        "",
        status.getPath());
  }

  private static final class SlowStream extends FSInputStream {
    private final FSDataInputStream in;
    private final long began = System.nanoTime();
    private long read;

    private SlowStream(FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int one = in.read();
      waitFor(1);
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      waitFor(Math.max(0, count));
      return count;
    }

    private void waitFor(int bytes) throws IOException {
      read += bytes;
      long due = began + (long) (read * 1e9 / BYTES_A_SECOND);
      try {
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
