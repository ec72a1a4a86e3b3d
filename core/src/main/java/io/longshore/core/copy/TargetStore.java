package io.longshore.core.copy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * A store that takes files: whole ones under a name of their attempt until they are right, large
 * ones in parts. Made for one scratch directory, which holds whatever is not finished.
 */
public final class TargetStore {
  /** A key of Hadoop from 3.3.5 on; earlier ones, and other stores, know nothing of it. */
  private static final String S3A_CREATE_PERFORMANCE = "fs.s3a.create.performance";

  private final FileSystem fs;
  private final Path scratch;
  private final StoreKind kind;
  private final int bufferSize;

  private TargetStore(FileSystem fs, Path scratch, StoreKind kind, int bufferSize) {
    this.fs = fs;
    this.scratch = scratch;
    this.kind = kind;
    this.bufferSize = bufferSize;
  }

  /**
   * @param scratch a directory on the target's own file system; renames out of it must be possible
   */
  public static TargetStore at(Path scratch, Configuration conf, int bufferSize)
      throws IOException {
    FileSystem fs = rawFileSystem(scratch, conf);
    return new TargetStore(fs, scratch, StoreKind.of(fs, scratch), bufferSize);
  }

  /**
   * The file system of a path. A local disk is used without Hadoop's checksum files: we keep our
   * own checksum, and theirs cost a second file for every one.
   */
  public static FileSystem rawFileSystem(Path path, Configuration conf) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    if (!(fs instanceof LocalFileSystem local)) {
      return fs;
    }
    FileSystem raw = local.getRawFileSystem();
    return raw.getClass() == RawLocalFileSystem.class ? LocalDisk.with(fs.getConf()) : raw;
  }

  /**
   * Whether a file is there as soon as it is closed, as a whole, and a rename would copy it: then
   * nothing is written aside.
   */
  public static boolean isObjectStore(FileSystem fs, Path path) throws IOException {
    return StoreKind.isObject(fs, path);
  }

  /** Writes a small file over one that may be there: readers find the one or the other. */
  public static void replace(FileSystem fs, Path file, byte[] content) throws IOException {
    boolean isObject = isObjectStore(fs, file);
    Path written = isObject ? file : file.suffix(".tmp");
    FSDataOutputStream out = stream(fs, written, isObject, content.length + 1);
    try {
      out.write(content);
      out.close();
    } catch (IOException e) {
      abandon(fs, out, written, e);
      throw e;
    }
    if (!isObject) {
      renameOver(fs, written, file);
    }
  }

  /**
   * Of an object store nothing is asked before: our names are no directories, and what there was is
   * replaced. That spares half of the requests of a small file.
   */
  private static FSDataOutputStream stream(
      FileSystem fs, Path file, boolean isObject, int bufferSize) throws IOException {
    if (!isObject) {
      return fs.create(file, true, bufferSize);
    }
    FSDataOutputStreamBuilder<?, ?> builder = fs.createFile(file);
    builder.recursive().overwrite(true);
    builder.opt(S3A_CREATE_PERFORMANCE, true);
    return builder.build();
  }

  public FileSystem fileSystem() {
    return fs;
  }

  /** The writer of large files, empty where a file can only be written by one task. */
  public Optional<PartWriter> partWriter() {
    return switch (kind) {
      case LOCAL ->
          Optional.of(new LocalPartWriter(LocalFiles.path(scratch.toString()), bufferSize));
      case CONCAT -> Optional.of(new ConcatPartWriter(fs, scratch, bufferSize));
      case OBJECT -> Optional.of(new UploadPartWriter(fs));
      case RENAME -> Optional.empty();
    };
  }

  /**
   * A buffer for copying to this store: direct for a local disk, on the heap for stores whose
   * streams know arrays only.
   */
  ByteBuffer buffer() {
    return fs instanceof LocalDisk
        ? SourceFile.buffer(bufferSize)
        : ByteBuffer.allocate(bufferSize);
  }

  /** The length of a finished file, empty where there is none. */
  public Optional<Long> length(String target) throws IOException {
    try {
      FileStatus status = fs.getFileStatus(new Path(target));
      return status.isFile() ? Optional.of(status.getLen()) : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Starts a file of one writer. */
  public NewFile create(String target) throws IOException {
    Path path = new Path(target);
    Path written = kind == StoreKind.OBJECT ? path : new Path(scratch, AttemptName.of(target));
    return new NewFile(path, written, stream(fs, written, kind == StoreKind.OBJECT, bufferSize));
  }

  /**
   * Stops writing a file so that nothing of it appears. On an object store closing would publish
   * what was written so far.
   */
  static void abandon(FileSystem fs, FSDataOutputStream out, Path written, Exception why) {
    try {
      OutputStream raw = out.getWrappedStream();
      if (raw instanceof Abortable abortable) {
        abortable.abort();
        return;
      }
      try {
        out.close();
      } finally {
        fs.delete(written, false);
      }
    } catch (IOException | UnsupportedOperationException | FSError e) {
      // HDFS throws from close what it threw from write: the same object.
      if (e != why) {
        why.addSuppressed(e);
      }
    }
  }

  /** Renames onto a name that may be taken by an earlier attempt's file. */
  static void renameOver(FileSystem fs, Path from, Path to) throws IOException {
    fs.mkdirs(to.getParent());
    if (fs instanceof DistributedFileSystem hdfs) {
      // In one step: an attempt that is killed in between must not leave another's file deleted.
      hdfs.rename(from, to, Options.Rename.OVERWRITE);
      return;
    }
    if (fs.rename(from, to)) {
      return;
    }
    fs.delete(to, false);
    if (!fs.rename(from, to)) {
      throw new IOException("Cannot rename " + from + " to " + to);
    }
  }

  /** A file of one writer that nobody sees before {@link #commit}. */
  public final class NewFile {
    private final Path target;
    private final Path written;
    private final FSDataOutputStream out;
    private boolean finished;

    private NewFile(Path target, Path written, FSDataOutputStream out) {
      this.target = target;
      this.written = written;
      this.out = out;
    }

    public OutputStream stream() {
      return new PlainErrors(out);
    }

    /**
     * Reads back what is written from here on, where the store can do that on the way.
     *
     * @param through the buffer that the bytes pass through
     */
    void readBack(ByteBuffer through) throws IOException {
      if (out.getWrappedStream() instanceof LocalOutput local) {
        local.readBack(through);
      }
    }

    /** The checksum of what was read back; empty where only the finished file can be read. */
    Optional<Checksum> stored() {
      return out.getWrappedStream() instanceof LocalOutput local
          ? local.stored()
          : Optional.empty();
    }

    /** Writes what remains in a buffer that {@link TargetStore#buffer()} gave. */
    void write(ByteBuffer bytes) throws IOException {
      if (out.getWrappedStream() instanceof LocalOutput channel) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } else {
        stream().write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      }
    }

    /** Ends the writing; the content can be read back from the returned path. */
    public Path finish() throws IOException {
      try {
        out.close();
      } catch (FSError e) {
        throw LocalFiles.unwrap(e);
      }
      finished = true;
      return written;
    }

    /** Gives a finished file its name. */
    public void commit() throws IOException {
      if (written.equals(target)) {
        return;
      }
      if (kind == StoreKind.LOCAL) {
        LocalFiles.dropHadoopChecksum(LocalFiles.path(target.toString()));
      }
      renameOver(fs, written, target);
    }

    /**
     * Leaves nothing behind; but what an object store has published by {@link #finish} stays: it
     * may be another attempt's by now. {@link #discard} takes that back.
     */
    public void abort(Exception why) {
      if (!finished) {
        abandon(fs, out, written, why);
      } else if (!written.equals(target)) {
        discard(why);
      }
    }

    /** Deletes a finished file whose content is wrong. */
    void discard(Exception why) {
      try {
        fs.delete(written, false);
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }

  /** Errors of a local disk as exceptions. */
  private static final class PlainErrors extends OutputStream {
    private final OutputStream out;

    private PlainErrors(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (FSError e) {
        throw LocalFiles.unwrap(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (FSError e) {
        throw LocalFiles.unwrap(e);
      }
    }
  }
}
