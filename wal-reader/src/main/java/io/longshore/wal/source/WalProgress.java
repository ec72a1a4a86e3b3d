package io.longshore.wal.source;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import io.longshore.wal.hbase.WalTail;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the WALs can be read now, seen from where a stream is. */
final class WalProgress {
  private static final Logger LOG = LoggerFactory.getLogger(WalProgress.class);

  private final Configuration conf;
  private final WalDirectory wals;
  private final boolean failOnDataLoss;

  /** As last listed. */
  private Map<String, WalFile> listed = Map.of();

  WalProgress(Configuration conf, WalDirectory wals, boolean failOnDataLoss) {
    this.conf = conf;
    this.wals = wals;
    this.failOnDataLoss = failOnDataLoss;
  }

  /** The offset at which everything that is there now was read. */
  WalOffset latest() throws IOException {
    return settled(after(WalOffset.NOTHING));
  }

  /** The offset at which everything that is there now was read, from another offset on. */
  WalOffset after(WalOffset start) throws IOException {
    Map<String, Long> reached = new TreeMap<>();
    Set<String> series = new HashSet<>();
    boolean again;
    boolean lookedAgain = false;
    do {
      // The WAL after one that is finished must be in the same offset: if it were deleted before
      // it was ever listed, nobody would know.
      again = reach(start, reached, series);
      if (!again && !lookedAgain && !gone(start, reached).isEmpty()) {
        lookedAgain = true;
        again = true;
      }
    } while (again);
    for (String name : gone(start, reached)) {
      lost(name, Errors.walMissing(List.of(name), null));
      reached.put(name, WalTail.END);
    }
    Map<String, Long> finished = new TreeMap<>(start.finished());
    finished.keySet().retainAll(series);
    return new WalOffset(finished, reached);
  }

  /**
   * Where a WAL lay when it was last listed.
   *
   * @return null if it is gone and that is to be put up with
   */
  WalFile find(String name) throws IOException {
    if (!listed.containsKey(name)) {
      list();
    }
    WalFile found = listed.get(name);
    if (found == null) {
      lost(name, Errors.walMissing(List.of(name), null));
    }
    return found;
  }

  /**
   * Lists the WALs and looks at those not yet looked at.
   *
   * @return whether one was finished so lately that the one after it may not have been there yet
   */
  private boolean reach(WalOffset start, Map<String, Long> reached, Set<String> series)
      throws IOException {
    boolean rolled = false;
    for (WalFile wal : list()) {
      series.add(wal.series());
      long from = start.position(wal.name());
      if (from == WalTail.END || reached.containsKey(wal.name())) {
        continue;
      }
      long to = tail(wal, from);
      reached.put(wal.name(), to);
      rolled |= to == WalTail.END && !wal.archived();
    }
    return rolled;
  }

  private long tail(WalFile wal, long from) throws IOException {
    if (wal.archived()) {
      return WalTail.END;
    }
    try {
      return WalTail.position(conf, wal.path(), from);
    } catch (LongshoreException e) {
      if (e.code() != ErrorCode.WAL_MISSING) {
        throw e;
      }
      lost(wal.name(), e);
      return WalTail.END;
    }
  }

  private List<WalFile> list() throws IOException {
    List<WalFile> files = wals.list();
    listed = new HashMap<>();
    files.forEach(wal -> listed.put(wal.name(), wal));
    return files;
  }

  /** WALs that were not read to their ends, and are not there. */
  private static List<String> gone(WalOffset start, Map<String, Long> reached) {
    return start.files().entrySet().stream()
        .filter(file -> file.getValue() != WalTail.END && !reached.containsKey(file.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void lost(String name, LongshoreException failure) {
    if (failOnDataLoss) {
      throw failure;
    }
    LOG.warn("Going on without the rest of {}, since failOnDataLoss is false", name);
  }

  /** An offset after which a stream begins, without a batch before it. */
  private static WalOffset settled(WalOffset offset) {
    Map<String, Long> files = new TreeMap<>(offset.files());
    files.values().removeIf(position -> position == WalTail.END);
    return new WalOffset(offset.finished(), files);
  }
}
