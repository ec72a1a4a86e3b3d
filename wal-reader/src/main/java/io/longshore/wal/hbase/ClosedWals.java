package io.longshore.wal.hbase;

import io.longshore.core.error.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.regionserver.wal.AbstractProtobufWALReader;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.RecoverLeaseFSUtils;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * Sees to it that WALs have an end before they are read. A server that lives closes a rolled WAL a
 * moment after the roll; of one that died, the file system has to be told that nobody writes any
 * more, or the end of the file would lie before that of its data.
 */
public final class ClosedWals {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Configuration conf;
  private final Set<String> live;
  private final Duration patience;

  /**
   * @param live the servers that live, {@code host,port,startcode}
   * @param patience for a server that lives
   */
  public ClosedWals(Configuration conf, Set<String> live, Duration patience) {
    this.conf = conf;
    this.live = Set.copyOf(live);
    this.patience = patience;
  }

  /**
   * Returns once all are closed. What was archived is closed already: HBase archives nothing else.
   *
   * @throws io.longshore.core.error.LongshoreException if a server keeps one open
   */
  public void await(Collection<WalFile> wals) throws IOException {
    for (WalFile wal : wals) {
      if (wal.archived()) {
        continue;
      }
      try {
        if (live.contains(wal.instance())) {
          awaitOwner(wal.path());
        } else {
          RecoverLeaseFSUtils.recoverFileLease(
              wal.path().getFileSystem(conf), wal.path(), conf, null);
        }
      } catch (FileNotFoundException e) {
        // Archived meanwhile.
        continue;
      }
    }
  }

  private void awaitOwner(Path wal) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isClosed(wal)) {
      if (System.nanoTime() > deadline) {
        throw Errors.walOpen(wal.toString());
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a WAL was being closed");
      }
    }
  }

  private boolean isClosed(Path wal) throws IOException {
    FileSystem fs = wal.getFileSystem(conf);
    if (fs instanceof DistributedFileSystem hdfs) {
      return hdfs.isFileClosed(wal);
    }
    return hasTrailer(fs, wal);
  }

  /** Whether a file ends as closed WALs do. */
  static boolean hasTrailer(FileSystem fs, Path wal) throws IOException {
    long length = fs.getFileStatus(wal).getLen();
    byte[] last = new byte[AbstractProtobufWALReader.PB_WAL_COMPLETE_MAGIC.length];
    if (length < last.length) {
      return false;
    }
    try (FSDataInputStream in = fs.open(wal)) {
      in.readFully(length - last.length, last);
    }
    return Bytes.equals(last, AbstractProtobufWALReader.PB_WAL_COMPLETE_MAGIC);
  }
}
