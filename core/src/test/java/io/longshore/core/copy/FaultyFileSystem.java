package io.longshore.core.copy;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A directory of this machine under the scheme {@code faulty}, which fails as it is told to. Each
 * authority is a file system of its own, so that a test sets the faults of its own only.
 */
public final class FaultyFileSystem extends FileSystem {
  /** What is done when a stream reads or writes; it may throw. */
  @FunctionalInterface
  interface Hook {
    void on(String name) throws IOException;
  }

  /** Whether writes are seen at close only and can be aborted, as on S3. */
  boolean objectStore;

  /**
   * Whether an open stream fails once its file was moved away, as S3A's does when it reconnects.
   */
  boolean losesMovedFiles;

  /** How many files to be written are given a flipped byte. */
  int corruptions;

  /** How many files to be written lose their last byte. */
  int truncations;

  Hook beforeRead = name -> {};
  Hook beforeWrite = name -> {};
  Hook beforeClose = name -> {};
  Hook beforePermission = name -> {};

  /** What was asked for, in order. */
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  private final RawLocalFileSystem disk = new RawLocalFileSystem();
  private URI uri;

  /** A configuration that knows the scheme. */
  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    return conf;
  }

  static FaultyFileSystem named(String authority, Configuration conf) throws IOException {
    return (FaultyFileSystem) FileSystem.get(URI.create("faulty://" + authority), conf);
  }

  /** The URI of a local path. */
  String uri(java.nio.file.Path path) {
    return uri + path.toString();
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    disk.initialize(URI.create("file:///"), conf);
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals(CommonPathCapabilities.FS_MULTIPART_UPLOADER)
        ? objectStore
        : super.hasPathCapability(path, capability);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(new Reading(path, disk.open(local(path), bufferSize)));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    calls.add("create " + path.getName());
    OutputStream out =
        objectStore
            ? new Upload(path)
            : new Writing(
                path, disk.create(local(path), overwrite, bufferSize, replication, blockSize));
    return new FSDataOutputStream(out, statistics);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
      throws IOException {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    calls.add("rename " + from.getName());
    // As HDFS: never onto a file.
    return !disk.exists(local(to)) && disk.rename(local(from), local(to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    calls.add("delete " + path.getName());
    return disk.delete(local(path), recursive);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] found = disk.listStatus(local(path));
    for (int i = 0; i < found.length; i++) {
      found[i] = mine(found[i]);
    }
    return found;
  }

  @Override
  public void setWorkingDirectory(Path directory) {
    disk.setWorkingDirectory(local(directory));
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri.toString(), disk.getWorkingDirectory().toUri().getPath());
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return disk.mkdirs(local(path));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return mine(disk.getFileStatus(local(path)));
  }

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    beforePermission.on(path.getName());
    disk.setPermission(local(path), permission);
  }

  private FileStatus mine(FileStatus status) throws IOException {
    FileStatus mine = new FileStatus(status);
    mine.setPath(new Path(uri.getScheme(), uri.getAuthority(), status.getPath().toUri().getPath()));
    return mine;
  }

  private static Path local(Path path) {
    return new Path("file", null, path.toUri().getPath());
  }

  private final class Reading extends FSInputStream {
    private final Path path;
    private final FSDataInputStream in;

    private Reading(Path path, FSDataInputStream in) {
      this.path = path;
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      beforeRead.on(path.getName());
      if (losesMovedFiles && !disk.exists(local(path))) {
        throw new FileNotFoundException(path.toString());
      }
      return in.read(buffer, offset, length);
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

  private class Writing extends OutputStream {
    private final Path path;
    private final OutputStream out;
    private final boolean corrupt;
    private final boolean truncate;
    private byte[] held = new byte[0];
    private boolean first = true;

    private Writing(Path path, OutputStream out) {
      this.path = path;
      this.out = out;
      this.corrupt = corruptions-- > 0;
      this.truncate = truncations-- > 0;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      beforeWrite.on(path.getName());
      out.write(held);
      held = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
      if (corrupt && first && length > 0) {
        held[0] ^= 1;
      }
      first = false;
    }

    @Override
    public void close() throws IOException {
      calls.add("close " + path.getName());
      try {
        beforeClose.on(path.getName());
        out.write(held, 0, Math.max(0, held.length - (truncate ? 1 : 0)));
        held = new byte[0];
      } finally {
        out.close();
      }
    }
  }

  /** Nothing can be seen before the close, and an abort leaves nothing. */
  private final class Upload extends Writing implements Abortable {
    private final Path path;
    private final ByteArrayOutputStream content;
    private boolean aborted;

    private Upload(Path path) {
      this(path, new ByteArrayOutputStream());
    }

    private Upload(Path path, ByteArrayOutputStream content) {
      super(path, content);
      this.path = path;
      this.content = content;
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (!aborted) {
        try (OutputStream out = disk.create(local(path), true)) {
          content.writeTo(out);
        }
      }
    }

    @Override
    public AbortableResult abort() {
      calls.add("abort " + path.getName());
      aborted = true;
      return null;
    }
  }
}
