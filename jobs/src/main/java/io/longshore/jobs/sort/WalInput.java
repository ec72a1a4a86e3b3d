package io.longshore.jobs.sort;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.TableName;

/**
 * One WAL to be read.
 *
 * @param path where it lay when it was listed
 * @param server {@code host:port} that wrote it
 * @param length in bytes
 * @param tables whose cells are wanted of it
 */
public record WalInput(String path, String server, long length, List<String> tables)
    implements Serializable {
  public WalInput {
    tables = List.copyOf(tables);
  }

  Set<TableName> tableNames() {
    return tables.stream().map(TableName::valueOf).collect(Collectors.toUnmodifiableSet());
  }
}
