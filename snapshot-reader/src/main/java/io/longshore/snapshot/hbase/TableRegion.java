package io.longshore.snapshot.hbase;

import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A region and its store files.
 *
 * @param rows of the region
 * @param encodedName as in paths
 * @param families the files by the family's name, in the order of HBase; a family without files may
 *     be missing
 */
public record TableRegion(RowRange rows, String encodedName, Map<String, List<StoreFile>> families)
    implements Serializable {
  /** Of all files; a half counts half of its file. */
  public long bytes() {
    long bytes = 0;
    for (List<StoreFile> files : families.values()) {
      for (StoreFile file : files) {
        bytes += file.half() == null ? file.length() : file.length() / 2;
      }
    }
    return bytes;
  }
}
