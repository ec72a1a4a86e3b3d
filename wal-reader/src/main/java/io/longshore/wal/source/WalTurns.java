package io.longshore.wal.source;

import io.longshore.wal.hbase.WalFile;
import io.longshore.wal.hbase.WalTail;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which WALs a batch of a stream reads where it may not read all: those first whose turn was
 * longest ago, so that servers that write all the time do not keep others waiting.
 */
final class WalTurns {
  private final Map<String, Long> turns = new HashMap<>();
  private long turn;

  /**
   * An offset between two, at most some files further than the first.
   *
   * @return {@code start} itself if there is nothing to read
   */
  WalOffset next(WalOffset start, WalOffset target, int maxFiles) {
    List<String> waiting =
        target.files().keySet().stream()
            .filter(name -> target.files().get(name) > start.position(name))
            .sorted(
                Comparator.comparingLong((String name) -> turns.getOrDefault(name, -1L))
                    .thenComparingLong(WalFile::number))
            .limit(maxFiles)
            .toList();
    if (waiting.isEmpty()) {
      return start;
    }
    turn++;
    turns.keySet().retainAll(target.files().keySet());
    waiting.forEach(name -> turns.put(name, turn));
    return between(start, target, Set.copyOf(waiting));
  }

  /**
   * Those that are not read are named all the same: otherwise one with a lower number than another
   * that is finished would be taken for finished too.
   */
  private static WalOffset between(WalOffset start, WalOffset target, Set<String> read) {
    Map<String, Long> files = new TreeMap<>();
    target
        .files()
        .forEach(
            (name, position) -> {
              long from = start.position(name);
              if (from != WalTail.END) {
                files.put(name, read.contains(name) ? position : from);
              }
            });
    Map<String, Long> finished = new TreeMap<>(start.finished());
    // Of servers that left nothing there is nothing to remember.
    finished.keySet().retainAll(target.finished().keySet());
    return new WalOffset(finished, files);
  }
}
