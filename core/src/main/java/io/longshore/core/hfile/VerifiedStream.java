package io.longshore.core.hfile;

import java.io.IOException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.fs.HFileSystem;
import org.apache.hadoop.hbase.io.FSDataInputStreamWrapper;
import org.apache.hadoop.hbase.io.FileLink;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * A store file's bytes, wherever the file is moved, verified by a checksum. HDFS verifies its own;
 * for other file systems HBase's in the file are used, and where one is wrong there is no second
 * source that could be trusted, as HBase assumes.
 */
final class VerifiedStream extends FSDataInputStreamWrapper {
  private VerifiedStream(FileSystem fs, FileLink places) throws IOException {
    super(fs, places, false, -1);
  }

  static VerifiedStream open(FileSystem fs, FileLink places) throws IOException {
    return new VerifiedStream(
        fs instanceof DistributedFileSystem ? fs : new UnverifiedFileSystem(fs), places);
  }

  @Override
  public FSDataInputStream fallbackToFsChecksum(int offCount) throws IOException {
    throw new ChecksumException("a checksum is wrong", -1);
  }

  /** Makes HBase verify what the file system does not. */
  private static final class UnverifiedFileSystem extends HFileSystem {
    private final FileSystem plain;

    private UnverifiedFileSystem(FileSystem plain) {
      super(plain);
      this.plain = plain;
    }

    @Override
    public boolean useHBaseChecksum() {
      return true;
    }

    @Override
    public FileSystem getNoChecksumFs() {
      return plain;
    }
  }
}
