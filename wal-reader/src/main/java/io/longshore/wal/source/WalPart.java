package io.longshore.wal.source;

import io.longshore.wal.hbase.WalEntries.Ending;
import io.longshore.wal.hbase.WalFile;
import io.longshore.wal.hbase.WalTail;
import java.io.Serializable;

/**
 * Entries of one WAL.
 *
 * @param path where it lay when it was listed
 * @param server {@code host:port}
 * @param start the position of the first, 0 for the beginning
 * @param stop the position of the first that is not wanted; {@link WalTail#END} if there is none,
 *     in a WAL that nobody writes to any more; {@link #NOW} for what there is
 * @param bytes about how many there are to read
 */
record WalPart(String path, String server, long start, long stop, long bytes)
    implements Serializable {
  static final long NOW = WalTail.END - 1;

  /** A WAL as far as it is there. */
  static WalPart whole(WalFile wal) {
    return new WalPart(wal.path().toString(), wal.server(), 0, NOW, wal.length());
  }

  static WalPart between(WalFile wal, long start, long stop) {
    long end = stop == WalTail.END ? wal.length() : stop;
    return new WalPart(wal.path().toString(), wal.server(), start, stop, Math.max(0, end - start));
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether all of it was read when reading ended so. */
  boolean isAll(Ending ending) {
    if (stop == NOW) {
      return true;
    }
    return stop == WalTail.END ? ending != Ending.OPEN : ending == Ending.STOPPED;
  }
}
