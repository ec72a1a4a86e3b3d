package io.longshore.wal.hbase;

import io.longshore.core.error.Errors;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** How far a WAL, which its server may still write to, can be read now. */
public final class WalTail {
  /** A position after every entry of a WAL to which nobody writes any more. */
  public static final long END = Long.MAX_VALUE;

  private WalTail() {}

  /**
   * Where the first entry begins that is not there yet as a whole. Positions are only in the
   * entries themselves: of a WAL in use, everything from {@code start} on is read.
   *
   * @param listed where it lay when it was listed
   * @param start 0, or an answer of this method that was not {@link #END}
   * @return {@link #END} if there will be no such entry
   * @throws io.longshore.core.error.LongshoreException if the WAL is nowhere, or damaged
   */
  public static long position(Configuration conf, Path listed, long start) throws IOException {
    if (isFinished(conf, listed)) {
      return END;
    }
    try (WalEntries entries = WalEntries.follow(conf, listed, start, END)) {
      while (entries.next()) {
        // To where it ends now.
      }
      return entries.ending() == WalEntries.Ending.OPEN ? entries.position() : END;
    }
  }

  private static boolean isFinished(Configuration conf, Path listed) throws IOException {
    WalPlaces places = new WalPlaces(listed, conf);
    FileNotFoundException missing = null;
    for (int round = 0; round < 2; round++) {
      FileStatus found = places.find().orElseThrow(() -> Errors.walMissing(places.all(), null));
      try {
        return WalPlaces.isArchived(found.getPath())
            || isClosed(places.fileSystem(), found.getPath());
      } catch (FileNotFoundException e) {
        // It has moved meanwhile.
        missing = e;
      }
    }
    throw Errors.walMissing(places.all(), missing);
  }

  private static boolean isClosed(FileSystem fs, Path wal) throws IOException {
    if (fs instanceof DistributedFileSystem hdfs && !hdfs.isFileClosed(wal)) {
      // A trailer alone could be the value that a client has just written.
      return false;
    }
    try {
      return ClosedWals.hasTrailer(fs, wal);
    } catch (EOFException | ChecksumException e) {
      // On a local disk, Hadoop's checksums of the last bytes are written when it is closed.
      return false;
    }
  }
}
