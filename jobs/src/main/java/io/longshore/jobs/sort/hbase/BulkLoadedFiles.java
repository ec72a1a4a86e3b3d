package io.longshore.jobs.sort.hbase;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.core.hfile.HFileSummary;
import io.longshore.wal.hbase.BulkLoadedFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;

/** Where bulk-loaded files lie: with their table, or, once they are compacted, in the archive. */
public final class BulkLoadedFiles {
  private static final int LOOKS = 3;

  private BulkLoadedFiles() {}

  /** Where a file can lie under a root of HBase. */
  public static List<String> places(BulkLoadedFile file, Path root) {
    return List.of(
        new Path(root, file.path()).toString(),
        new Path(new Path(root, HConstants.HFILE_ARCHIVE_DIRECTORY), file.path()).toString());
  }

  /**
   * Reads what a file holds.
   *
   * @throws io.longshore.core.error.LongshoreException if it is nowhere
   */
  public static HFileSummary read(BulkLoadedFile file, Path root, Configuration conf)
      throws IOException {
    return find(
        file, root, path -> HFileSummary.read(TargetStore.rawFileSystem(path, conf), path, conf));
  }

  /**
   * A file's length in bytes.
   *
   * @throws io.longshore.core.error.LongshoreException if it is nowhere
   */
  public static long length(BulkLoadedFile file, Path root, Configuration conf) throws IOException {
    return find(
        file, root, path -> TargetStore.rawFileSystem(path, conf).getFileStatus(path).getLen());
  }

  private static <T> T find(BulkLoadedFile file, Path root, Look<T> look) throws IOException {
    List<String> places = places(file, root);
    FileNotFoundException missing = null;
    // It may move while we look.
    for (int i = 0; i < LOOKS; i++) {
      for (String place : places) {
        try {
          return look.at(new Path(place));
        } catch (FileNotFoundException e) {
          missing = e;
        }
      }
    }
    throw Errors.sourceFileMissing(places, missing);
  }

  @FunctionalInterface
  private interface Look<T> {
    T at(Path path) throws IOException;
  }
}
