package io.longshore.jobs.sort;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.TableName;

/**
 * One WAL to be read, or a part of one.
 *
 * @param path where it lay when it was listed
 * @param server {@code host:port} that wrote it
 * @param length in bytes
 * @param tables whose cells are wanted of it
 * @param start of the part, 0 or where an entry seems to begin
 * @param stop the same of the part behind it, {@link #END} if that is none
 */
public record WalInput(
    String path, String server, long length, List<String> tables, long start, long stop)
    implements Serializable {
  static final long END = Long.MAX_VALUE;

  public WalInput {
    tables = List.copyOf(tables);
  }

  /** All of it. */
  public WalInput(String path, String server, long length, List<String> tables) {
    this(path, server, length, tables, 0, END);
  }

  /** How many are to be read. */
  long bytes() {
    return Math.max(0, Math.min(stop, length) - start);
  }

  /** The parts between places. */
  List<WalInput> cut(List<Long> places) {
    List<WalInput> parts = new ArrayList<>();
    long from = start;
    for (long place : places) {
      parts.add(new WalInput(path, server, length, tables, from, place));
      from = place;
    }
    parts.add(new WalInput(path, server, length, tables, from, stop));
    return parts;
  }

  Set<TableName> tableNames() {
    return tables.stream().map(TableName::valueOf).collect(Collectors.toUnmodifiableSet());
  }
}
