package io.longshore.wal.source;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.wal.hbase.WalEntries;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens WALs, and sees to it that all that was planned is read. */
final class WalPartOpener {
  private static final Logger LOG = LoggerFactory.getLogger(WalPartOpener.class);

  private final Configuration conf;
  private final boolean failOnDataLoss;

  WalPartOpener(Configuration conf, boolean failOnDataLoss) {
    this.conf = conf;
    this.failOnDataLoss = failOnDataLoss;
  }

  /** Its entries; empty if the WAL is gone and that is to be put up with. */
  Optional<WalEntries> open(WalPart part) throws IOException {
    try {
      return Optional.of(WalEntries.follow(conf, new Path(part.path()), part.start(), part.stop()));
    } catch (LongshoreException e) {
      if (failOnDataLoss || e.code() != ErrorCode.WAL_MISSING) {
        throw e;
      }
      LOG.warn("Going on without a WAL, since failOnDataLoss is false: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Looks at how a WAL ended.
   *
   * @throws IOException if it ended before all that was planned, which another attempt may find
   */
  void ended(WalPart part, WalEntries entries) throws IOException {
    if (part.isAll(entries.ending())) {
      return;
    }
    String what =
        entries.path() + " ends at byte " + entries.position() + ", before all that it had";
    if (failOnDataLoss) {
      throw new EOFException(what);
    }
    LOG.warn("Going on, since failOnDataLoss is false: {}", what);
  }
}
