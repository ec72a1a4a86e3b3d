package io.longshore.jobs;

import io.longshore.core.copy.TargetStore;
import io.longshore.core.error.Errors;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.jobs.sort.SortedFile;
import io.longshore.jobs.sort.Stores;
import io.longshore.jobs.sort.WalInput;
import io.longshore.jobs.sort.WalSort;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hbase.TableName;
import org.apache.spark.sql.SparkSession;

/**
 * Sorts the cells of WALs into HFiles that can be bulk-loaded, as stock's WALPlayer does with
 * {@code wal.bulk.output}. They lie in {@code output/namespace/table/family}; {@code _SUCCESS} is
 * written last.
 *
 * @param wals directories of WALs, looked through to the bottom, or files
 * @param output must not be there, or be empty
 * @param startTime of writing, in milliseconds
 * @param endTime of writing, exclusive, in milliseconds
 * @param quarantine whether a damaged WAL is read as far as it goes
 */
public record WalToHFiles(
    List<Path> wals,
    List<Stores.Regions> tables,
    Path output,
    long startTime,
    long endTime,
    boolean quarantine,
    CopyLimits limits) {
  private static final String SUCCESS = "_SUCCESS";

  /** Only the newest of equal keys is of use to whoever loads them. */
  private static final long NO_MOMENTS = Long.MAX_VALUE;

  /** What would be read. */
  public record Plan(int wals, long bytes) {}

  /**
   * Changes nothing.
   *
   * @throws io.longshore.core.error.LongshoreException as {@link #run}
   */
  public Plan plan(Configuration conf) throws IOException {
    List<WalFile> found = find(conf);
    requireFree(TargetStore.rawFileSystem(output, conf));
    return new Plan(found.size(), found.stream().mapToLong(WalFile::length).sum());
  }

  /**
   * @throws io.longshore.core.error.LongshoreException if there are no WALs, or the output is there
   */
  public WalSort.Result run(SparkSession spark, Configuration conf, ProgressListener progress)
      throws IOException {
    List<WalFile> found = find(conf);
    FileSystem fs = TargetStore.rawFileSystem(output, conf);
    requireFree(fs);
    Map<String, String> directories = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Stores.Regions each : tables) {
      TableName table = each.table().getTableName();
      names.add(table.getNameAsString());
      directories.put(
          table.getNameAsString(),
          new Path(new Path(output, table.getNamespaceAsString()), table.getQualifierAsString())
              .toString());
    }
    List<WalInput> inputs =
        found.stream()
            .map(wal -> new WalInput(wal.path().toString(), wal.server(), wal.length(), names))
            .toList();
    try {
      WalSort.Result result =
          new WalSort(
                  inputs,
                  Stores.of(tables),
                  directories,
                  null,
                  startTime,
                  endTime,
                  quarantine,
                  NO_MOMENTS,
                  limits)
              .run(spark, conf, progress);
      publish(fs, result);
      return result;
    } catch (IOException | RuntimeException e) {
      fs.delete(output, true);
      throw e;
    }
  }

  private void requireFree(FileSystem fs) throws IOException {
    if (fs.exists(output) && fs.listStatus(output).length > 0) {
      throw Errors.invalidArgument(
          "The output " + output + " is there already.", "Name a directory that is not.");
    }
  }

  private List<WalFile> find(Configuration conf) throws IOException {
    List<WalFile> found = WalDirectory.of(conf, wals).list();
    if (found.isEmpty()) {
      throw Errors.invalidArgument(
          "There are no WALs in " + wals + ".",
          "WALs are in the directories WALs and oldWALs under hbase.wal.dir.");
    }
    return found;
  }

  /** What a task left that was tried again goes first. */
  private void publish(FileSystem fs, WalSort.Result result) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (SortedFile file : result.files()) {
      wanted.add(new Path(file.file().path()).toUri().getPath());
    }
    fs.mkdirs(output);
    RemoteIterator<? extends FileStatus> all = fs.listFiles(output, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      if (!wanted.contains(file.toUri().getPath())) {
        fs.delete(file, false);
      }
    }
    fs.create(new Path(output, SUCCESS), true).close();
  }
}
