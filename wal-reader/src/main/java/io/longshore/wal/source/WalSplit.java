package io.longshore.wal.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task reads.
 *
 * @param parts in the order they are read
 */
record WalSplit(List<WalPart> parts) implements InputPartition {
  private static final long SIZE = 32L << 20;

  /** To open a WAL takes as long as to read about so many bytes. */
  private static final long OPENING = 1L << 20;

  /** A split for each large part; small ones share them. */
  static InputPartition[] pack(List<WalPart> parts) {
    List<InputPartition> splits = new ArrayList<>();
    List<WalPart> shared = new ArrayList<>();
    long size = 0;
    for (WalPart part : parts) {
      long more = part.bytes() + OPENING;
      if (!shared.isEmpty() && size + more > SIZE) {
        splits.add(new WalSplit(List.copyOf(shared)));
        shared.clear();
        size = 0;
      }
      shared.add(part);
      size += more;
    }
    if (!shared.isEmpty()) {
      splits.add(new WalSplit(List.copyOf(shared)));
    }
    return splits.toArray(InputPartition[]::new);
  }
}
