package io.longshore.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.TaskContext;

/**
 * A file system under the scheme {@code broken} that fails in the middle of store files: so often,
 * with such a message. What is written to {@code broken:///x} lies in {@code file:///x}.
 */
public final class BrokenFileSystem extends FileSystem {
  static final String OPTION = "-Dfs.broken.impl=" + BrokenFileSystem.class.getName();
  static final AtomicInteger FAILURES = new AtomicInteger();
  private static final int BEFORE_FAILURE = 100;
  private static volatile String message = "";
  private static volatile boolean stranding;

  /** Store files that go well before any fails. */
  private static final AtomicInteger SPARED = new AtomicInteger();

  /** What tasks left behind, as they could not delete it. */
  static final AtomicInteger STRANDED = new AtomicInteger();

  private final RawLocalFileSystem disk = new RawLocalFileSystem();

  /** The next files fail, this many times. */
  static void breakDown(int times, String saying) {
    breakDownAfter(0, times, saying, false);
  }

  /**
   * Some files go well, and those after them fail, this many times.
   *
   * @param strands whether tasks cannot delete store files, as if their process had been killed
   */
  static void breakDownAfter(int files, int times, String saying, boolean strands) {
    message = saying;
    SPARED.set(files);
    STRANDED.set(0);
    stranding = strands;
    FAILURES.set(times);
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    disk.initialize(URI.create("file:///"), conf);
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
    FSDataOutputStream out =
        disk.create(
            onDisk(file), permission, overwrite, bufferSize, replication, blockSize, progress);
    return isStoreFile(file) && SPARED.getAndUpdate(n -> Math.max(0, n - 1)) == 0
        ? new FSDataOutputStream(new Failing(out), null)
        : out;
  }

  @Override
  public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    return disk.open(onDisk(file), bufferSize);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return disk.rename(onDisk(from), onDisk(to));
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    if (stranding && isStoreFile(file) && TaskContext.get() != null) {
      STRANDED.incrementAndGet();
      throw new IOException(message);
    }
    return disk.delete(onDisk(file), recursive);
  }

  @Override
  public FileStatus[] listStatus(Path directory) throws IOException {
    FileStatus[] found = disk.listStatus(onDisk(directory));
    for (int i = 0; i < found.length; i++) {
      found[i] = here(found[i]);
    }
    return found;
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return here(disk.getFileStatus(onDisk(file)));
  }

  @Override
  public boolean mkdirs(Path directory, FsPermission permission) throws IOException {
    return disk.mkdirs(onDisk(directory), permission);
  }

  @Override
  public void setWorkingDirectory(Path directory) {
    disk.setWorkingDirectory(onDisk(directory));
  }

  @Override
  public Path getWorkingDirectory() {
    return here(disk.getWorkingDirectory());
  }

  /** It is named by 32 hexadecimal digits; an attempt at one has more beside. */
  private static boolean isStoreFile(Path file) {
    return file.getName().matches(".*[0-9a-f]{32}.*");
  }

  private static Path onDisk(Path path) {
    return new Path("file", null, path.toUri().getPath());
  }

  /** The disk's own status asks for permissions late, by a path that must be a file: one. */
  private static FileStatus here(FileStatus found) {
    return new FileStatus(
        found.getLen(),
        found.isDirectory(),
        found.getReplication(),
        found.getBlockSize(),
        found.getModificationTime(),
        here(found.getPath()));
  }

  private static Path here(Path path) {
    return new Path("broken", null, path.toUri().getPath());
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
