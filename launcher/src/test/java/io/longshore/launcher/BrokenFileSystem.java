package io.longshore.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk under the scheme {@code broken} that fails in the middle of store files: so often,
 * with such a message. What is written to {@code broken:///x} lies in {@code file:///x}.
 */
public final class BrokenFileSystem extends RawLocalFileSystem {
  static final String OPTION = "-Dfs.broken.impl=" + BrokenFileSystem.class.getName();
  static final AtomicInteger FAILURES = new AtomicInteger();
  static volatile String message = "Input/output error";
  private static final int BEFORE_FAILURE = 100;

  /** The next files fail, this many times. */
  static void breakDown(int times, String saying) {
    message = saying;
    FAILURES.set(times);
  }

  @Override
  public URI getUri() {
    return URI.create("broken:///");
  }

  @Override
  public String getScheme() {
    return "broken";
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return failing(
        file,
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return failing(
        file, super.create(file, overwrite, bufferSize, replication, blockSize, progress));
  }

  private static FSDataOutputStream failing(Path file, FSDataOutputStream out) throws IOException {
    // Store files are named by 32 hexadecimal digits, an attempt at one by more.
    return file.getName().matches(".*[0-9a-f]{32}.*")
        ? new FSDataOutputStream(new Failing(out), null)
        : out;
  }

  private static final class Failing extends OutputStream {
    private final OutputStream out;
    private int written;

    private Failing(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (written + length > BEFORE_FAILURE && FAILURES.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        out.write(bytes, offset, Math.min(length, BEFORE_FAILURE));
        throw new IOException(message);
      }
      out.write(bytes, offset, length);
      written += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
