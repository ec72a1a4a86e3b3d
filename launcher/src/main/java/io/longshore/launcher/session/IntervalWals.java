package io.longshore.launcher.session;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.error.Errors;
import io.longshore.jobs.sort.WalInput;
import io.longshore.jobs.sort.WalSummary;
import io.longshore.jobs.sort.hbase.BulkLoadedFiles;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.wal.hbase.BulkLoadedFile;
import io.longshore.wal.hbase.ClosedWals;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalFile;
import io.longshore.wal.hbase.WalInterval;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;

/**
 * The WALs between the images that are continued and a roll of the logs, none of which grows any
 * more.
 *
 * @param wals those that may hold edits of the tables
 * @param interval which of the tables each may hold
 * @param boundaries region servers to the last WAL of the interval
 */
record IntervalWals(List<WalFile> wals, WalInterval interval, Map<String, Long> boundaries) {
  private static final Duration CLOSING = Duration.ofMinutes(1);

  /**
   * Finds them, and waits until they are closed.
   *
   * @throws io.longshore.core.error.LongshoreException if one that is needed is gone
   */
  static IntervalWals of(
      Environment environment, Continuation continuation, ImageBackup.Rolled rolled)
      throws IOException {
    Set<String> running = new HashSet<>();
    for (ServerName server : new ClusterOperations(environment.cluster()).liveServers()) {
      running.add(server.toString());
    }
    List<WalFile> all = new ArrayList<>(new WalDirectory(environment.conf()).list());
    WalInterval interval = continuation.interval(rolled, running, all);
    requireExpected(all, continuation.pending());
    // What joined after the roll belongs into the next interval.
    all.removeIf(
        wal -> running.contains(wal.instance()) && !rolled.servers().containsKey(wal.server()));
    List<WalFile> wals = all.stream().filter(wal -> !interval.tables(wal).isEmpty()).toList();
    new ClosedWals(environment.conf(), running, CLOSING).await(wals);
    return new IntervalWals(wals, interval, new TreeMap<>(interval.next(all)));
  }

  /** What the image before saw must be there still. */
  private static void requireExpected(List<WalFile> wals, Set<String> expected) {
    Set<String> missing = new HashSet<>(expected);
    wals.forEach(wal -> missing.remove(wal.path().getName()));
    if (!missing.isEmpty()) {
      throw Errors.walMissing(List.copyOf(missing), null);
    }
  }

  /** As they are sorted. */
  List<WalInput> inputs() {
    List<WalInput> inputs = new ArrayList<>();
    for (WalFile wal : wals) {
      inputs.add(
          new WalInput(
              wal.path().toString(),
              wal.server(),
              wal.length(),
              interval.tables(wal).stream().map(TableName::getNameAsString).sorted().toList()));
    }
    return inputs;
  }

  /** Files that bulk loads brought into tables, as WALs tell. */
  static List<BulkLoadedFile> bulkLoads(List<WalSummary> wals, Collection<String> tables) {
    return wals.stream()
        .flatMap(wal -> wal.bulkLoads().stream())
        .filter(file -> tables.contains(file.table()))
        .toList();
  }

  /**
   * Copies of bulk-loaded files, each file once.
   *
   * @param root HBase's
   * @param directory of a table's copies
   */
  static List<CopyItem> copies(
      List<BulkLoadedFile> files,
      Path root,
      Function<TableName, Path> directory,
      Configuration conf)
      throws IOException {
    Map<String, CopyItem> items = new TreeMap<>();
    for (BulkLoadedFile file : files) {
      String target =
          new Path(directory.apply(TableName.valueOf(file.table())), file.inTable()).toString();
      items.put(
          target,
          new CopyItem(
              BulkLoadedFiles.places(file, root),
              target,
              BulkLoadedFiles.length(file, root, conf),
              List.of(),
              Optional.empty()));
    }
    return List.copyOf(items.values());
  }
}
