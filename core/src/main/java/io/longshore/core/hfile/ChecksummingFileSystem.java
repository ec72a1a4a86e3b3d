package io.longshore.core.hfile;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.Checksum;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system for one file, whose checksum is that of what was written. */
final class ChecksummingFileSystem extends FilterFileSystem {
  private final CRC32C crc = new CRC32C();
  private final BandwidthBudget budget;
  private long length;

  /** What was created and may be open still. */
  private Path created;

  private OutputStream open;

  ChecksummingFileSystem(FileSystem fs, BandwidthBudget budget) {
    super(fs);
    this.budget = budget;
  }

  /** Of all bytes so far. */
  Checksum checksum() {
    return Checksum.of(crc);
  }

  /** Of all bytes so far. */
  long length() {
    return length;
  }

  /**
   * Closes the file, if it was created, and deletes it; does not throw. The HFile's writer closes
   * what it writes to only where all that it wrote at its end went well.
   */
  void discard(Exception why) {
    if (created == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException | RuntimeException e) {
      suppress(e, why);
    }
    try {
      delete(created, false);
    } catch (IOException | RuntimeException e) {
      suppress(e, why);
    }
  }

  /** A stream that has failed may throw the same exception again. */
  static void suppress(Exception failure, Exception why) {
    if (failure != why) {
      why.addSuppressed(failure);
    }
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
    open = super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
    created = file;
    return new FSDataOutputStream(new Summing(open), null);
  }

  private final class Summing extends FilterOutputStream {
    private Summing(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      crc.update(one);
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      budget.acquire(count);
      out.write(bytes, offset, count);
      crc.update(bytes, offset, count);
      length += count;
    }
  }
}
