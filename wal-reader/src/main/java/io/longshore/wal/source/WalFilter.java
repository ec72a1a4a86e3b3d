package io.longshore.wal.source;

import java.io.Serializable;

/**
 * Which entries are wanted. It is exact: what it lets through need not be looked at again.
 *
 * @param tables their names
 * @param servers {@code host:port}
 * @param files names of WALs
 * @param writeTimes in microseconds, as Spark has them
 * @param sequences sequence ids
 */
record WalFilter(Names tables, Names servers, Names files, Range writeTimes, Range sequences)
    implements Serializable {
  static final WalFilter ALL = new WalFilter(Names.ALL, Names.ALL, Names.ALL, Range.ALL, Range.ALL);

  static WalFilter ofTables(Names tables) {
    return new WalFilter(tables, Names.ALL, Names.ALL, Range.ALL, Range.ALL);
  }

  static WalFilter ofServers(Names servers) {
    return new WalFilter(Names.ALL, servers, Names.ALL, Range.ALL, Range.ALL);
  }

  static WalFilter ofFiles(Names files) {
    return new WalFilter(Names.ALL, Names.ALL, files, Range.ALL, Range.ALL);
  }

  static WalFilter ofWriteTimes(Range micros) {
    return new WalFilter(Names.ALL, Names.ALL, Names.ALL, micros, Range.ALL);
  }

  static WalFilter ofSequences(Range sequences) {
    return new WalFilter(Names.ALL, Names.ALL, Names.ALL, Range.ALL, sequences);
  }

  WalFilter and(WalFilter other) {
    return new WalFilter(
        tables.and(other.tables),
        servers.and(other.servers),
        files.and(other.files),
        writeTimes.and(other.writeTimes),
        sequences.and(other.sequences));
  }

  /** Whether entries of a WAL may be wanted at all. */
  boolean wantsFile(String server, String name) {
    return servers.contain(server) && files.contain(name);
  }

  /** Whether an entry of a wanted WAL and table is wanted. */
  boolean wants(long writeTimeMillis, long sequence) {
    return writeTimes.contains(writeTimeMillis * WalRowWriter.MICROS_PER_MILLI)
        && sequences.contains(sequence);
  }
}
