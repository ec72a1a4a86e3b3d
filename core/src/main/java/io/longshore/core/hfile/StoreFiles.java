package io.longshore.core.hfile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;

/** Opens those files of a store that may have what is wanted. */
final class StoreFiles {
  private StoreFiles() {}

  /** Cursors before the first cell of each file that may have some. */
  static List<FileCursor> open(
      Configuration conf,
      ColumnFamilyDescriptor family,
      List<StoreFile> files,
      StoreScan scan,
      FileFaults faults,
      ReadCounters counters)
      throws IOException {
    List<OpenStoreFile> opened = new ArrayList<>();
    try {
      for (StoreFile file : files) {
        OpenStoreFile open =
            mayHaveRows(file, scan) ? OpenStoreFile.open(conf, file, faults, counters) : null;
        if (open == null) {
          counters.addFileSkipped();
        } else if (mayHaveCells(open, family, scan)) {
          counters.addFile();
          opened.add(open);
        } else {
          counters.addFileSkipped();
          open.close();
        }
      }
      opened.sort(OpenStoreFile.BY_AGE);
      boolean points = scan.ranges().stream().allMatch(RowRange::isOneRow);
      List<FileCursor> cursors = new ArrayList<>(opened.size());
      for (int age = 0; age < opened.size(); age++) {
        cursors.add(new FileCursor(opened.get(age), age, points, faults));
      }
      return cursors;
    } catch (IOException | RuntimeException e) {
      opened.forEach(OpenStoreFile::close);
      throw e;
    }
  }

  private static boolean mayHaveRows(StoreFile file, StoreScan scan) {
    return file.half() == null || !file.half().rows().cut(scan.ranges()).isEmpty();
  }

  /** As a region server chooses files: {@code StoreScanner.selectScannersFrom}. */
  private static boolean mayHaveCells(
      OpenStoreFile open, ColumnFamilyDescriptor family, StoreScan scan) throws IOException {
    if (open.rows() == null || open.rows().cut(scan.ranges()).isEmpty()) {
      return false;
    }
    CellRules rules = scan.rules();
    if (rules.kind() == CellRules.Kind.STORED || rules.kind() == CellRules.Kind.COMPACTED) {
      return true;
    }
    // What is expired may still be kept as one of the versions that a family always keeps.
    long oldest = family.getMinVersions() == 0 ? TimeToLive.oldest(family, rules) : Long.MIN_VALUE;
    return open.hasTimes(rules.from(), rules.to(), oldest);
  }
}
