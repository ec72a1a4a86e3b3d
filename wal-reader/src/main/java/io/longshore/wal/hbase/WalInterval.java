package io.longshore.wal.hbase;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;

/**
 * The WALs between two log rolls, by the numbers in their names.
 *
 * @param after each table to its region servers' ({@code host:port}) boundaries of the roll before
 * @param unknownAfter each table to the boundary of servers that were not known then, in
 *     milliseconds: those that joined later
 * @param upTo the boundaries of this roll, of the servers that took part in it
 * @param latest the boundary of servers that did not, since they died before, in milliseconds
 */
public record WalInterval(
    Map<TableName, Map<String, Long>> after,
    Map<TableName, Long> unknownAfter,
    Map<String, Long> upTo,
    long latest) {

  /** The tables whose edits a WAL may hold that belong into the interval; none if it does not. */
  public Set<TableName> tables(WalFile wal) {
    Set<TableName> tables = new HashSet<>();
    if (wal.number() > upTo.getOrDefault(wal.server(), latest)) {
      return tables;
    }
    after.forEach(
        (table, boundaries) -> {
          if (wal.number() > boundaries.getOrDefault(wal.server(), unknownAfter.get(table))) {
            tables.add(table);
          }
        });
    return tables;
  }

  /**
   * The boundaries after the interval: those of the roll, and of each server that died, as long as
   * it has WALs, the highest number of those that are in this interval or an earlier one.
   *
   * @param wals all there are
   */
  public Map<String, Long> next(Iterable<WalFile> wals) {
    Map<String, Long> next = new HashMap<>(upTo);
    for (WalFile wal : wals) {
      if (!upTo.containsKey(wal.server()) && wal.number() <= latest) {
        next.merge(wal.server(), wal.number(), Math::max);
      }
    }
    return next;
  }
}
