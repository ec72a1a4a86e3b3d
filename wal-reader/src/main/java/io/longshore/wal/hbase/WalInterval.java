package io.longshore.wal.hbase;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.hbase.ServerName;
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
   * A server ({@code host:port}) that was started anew since the roll before by a clock that was
   * behind its boundary of then: what it wrote until its clock had caught up is numbered as if it
   * came before the interval. Not every such server is found: one that has died since, and whose
   * start code is lower even than that of its life before, looks like one that died long ago.
   *
   * @param begun of each table whose image says so, names of the WALs that servers began at the
   *     roll before: so the lives are known that took part in it
   * @param running the servers that live, {@code host,port,startcode}
   * @param wals all there are
   */
  public Optional<String> ranBackwards(
      Map<TableName, Set<String>> begun, Set<String> running, Iterable<WalFile> wals) {
    // Each table by its own roll before: another's may have been later.
    for (Map.Entry<TableName, Set<String>> table : begun.entrySet()) {
      Map<String, Long> boundaries = after.getOrDefault(table.getKey(), Map.of());
      for (ServerName life : startedSince(table.getValue(), running, wals)) {
        if (life.getStartCode() <= boundaries.getOrDefault(address(life), Long.MIN_VALUE)) {
          return Optional.of(address(life));
        }
      }
    }
    return Optional.empty();
  }

  private static Set<ServerName> startedSince(
      Set<String> begun, Set<String> running, Iterable<WalFile> wals) {
    Map<String, Long> before = new HashMap<>();
    for (String name : begun) {
      WalFile.writer(name)
          .ifPresent(life -> before.merge(address(life), life.getStartCode(), Math::max));
    }
    Set<ServerName> since = new HashSet<>();
    for (String server : running) {
      ServerName life = ServerName.valueOf(server);
      if (life.getStartCode() != before.getOrDefault(address(life), life.getStartCode())) {
        since.add(life);
      }
    }
    for (WalFile wal : wals) {
      ServerName life = ServerName.valueOf(wal.instance());
      if (life.getStartCode() > before.getOrDefault(address(life), Long.MAX_VALUE)) {
        since.add(life);
      }
    }
    return since;
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

  private static String address(ServerName server) {
    return server.getHostname() + ":" + server.getPort();
  }
}
