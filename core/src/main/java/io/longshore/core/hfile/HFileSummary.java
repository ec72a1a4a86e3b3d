package io.longshore.core.hfile;

import java.io.IOException;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileInfo;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * What an HFile says of itself.
 *
 * @param firstRow null where it has no cells
 * @param lastRow null where it has no cells
 * @param sequence the id it has among the files of its store: a bulk-loaded file's from its name
 *     ({@code _SeqId_N_}), another's the highest of its cells ({@code MAX_SEQ_ID_KEY}); empty where
 *     it has neither, as stock's files out of WALs
 */
public record HFileSummary(byte[] firstRow, byte[] lastRow, OptionalLong sequence) {

  /** Reads trailer and index, no cells. */
  public static HFileSummary read(FileSystem fs, Path file, Configuration conf) throws IOException {
    try (HFile.Reader reader = HFile.createReader(fs, file, CacheConfig.DISABLED, true, conf)) {
      OptionalLong sequence = StoreFileInfo.getBulkloadSeqId(file);
      byte[] highest = reader.getHFileInfo().get(HStoreFile.MAX_SEQ_ID_KEY);
      if (sequence.isEmpty() && highest != null) {
        sequence = OptionalLong.of(Bytes.toLong(highest));
      }
      return reader.getEntries() == 0
          ? new HFileSummary(null, null, sequence)
          : new HFileSummary(
              reader.getFirstRowKey().orElse(null), reader.getLastRowKey().orElse(null), sequence);
    }
  }

  /** Whether both have a row between them that both might hold. */
  public boolean overlaps(HFileSummary other) {
    return firstRow != null
        && other.firstRow != null
        && Bytes.compareTo(firstRow, other.lastRow) <= 0
        && Bytes.compareTo(other.firstRow, lastRow) <= 0;
  }
}
