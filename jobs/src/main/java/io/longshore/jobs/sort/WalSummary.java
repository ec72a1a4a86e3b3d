package io.longshore.jobs.sort;

import io.longshore.core.image.Moments;
import io.longshore.wal.hbase.BulkLoadedFile;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What was read of one WAL.
 *
 * @param name of the file
 * @param path where it lay when it was listed
 * @param server {@code host:port}
 * @param length in bytes
 * @param read how many bytes of it: all, but of a damaged one that was read as far as it goes
 * @param ending how it ended, as {@code WalEntries.Ending} names it, or {@link #DAMAGED}
 * @param entries of whatever table
 * @param cells that were wanted
 * @param skipped entries that were not, by what they were
 * @param moments what was written when
 * @param bulkLoads files that bulk loads brought in
 */
public record WalSummary(
    String name,
    String path,
    String server,
    long length,
    long read,
    String ending,
    long entries,
    long cells,
    Map<String, Long> skipped,
    List<Moments> moments,
    List<BulkLoadedFile> bulkLoads)
    implements Serializable {
  public static final String DAMAGED = "DAMAGED";

  public boolean damaged() {
    return ending.equals(DAMAGED);
  }

  /** The same with less to keep. */
  public WalSummary withoutMoments() {
    return new WalSummary(
        name, path, server, length, read, ending, entries, cells, skipped, List.of(), bulkLoads);
  }
}
