package io.longshore.jobs.sort;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.HFileSink;
import io.longshore.core.hfile.WrittenHFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.spark.TaskContext;

/**
 * Writes sorted cells as HFiles, a store after the other. Of cells that differ in nothing but their
 * sequence ids the highest is first, and with it those that were the highest at the end of an
 * earlier step of time. An entry that was written twice, and what a batch wrote and overwrote, come
 * under one sequence id: of those the last position is kept.
 *
 * <p>Where files were bulk-loaded into a store, the cells before and after each go into different
 * files, so that a restore can load all in their order.
 */
final class StoreWriter {
  private static final int CHECK_EVERY = 1 << 12;

  private final Stores stores;
  private final Map<String, String> directories;
  private final Configuration conf;
  private final long step;
  private final BandwidthBudget budget;
  private final boolean tagged;
  private final List<SortedFile> files = new ArrayList<>();

  private int number = -1;
  private Stores.Store store;
  private final TreeSet<Long> bulkLoads = new TreeSet<>();
  private long[] bulkLoadsInOrder = new long[0];
  private final TreeMap<Integer, HFileSink> sinks = new TreeMap<>();

  /** The last cell that was kept of a row that was written more than once. */
  private Cell kept;

  private long keptSequence;
  private long keptStep;

  /**
   * @param directories of the tables by their names; a family's is in its table's
   * @param tagged whether one of the cells has tags
   */
  StoreWriter(
      Stores stores,
      Map<String, String> directories,
      Configuration conf,
      long step,
      BandwidthBudget budget,
      boolean tagged) {
    this.stores = stores;
    this.directories = directories;
    this.conf = conf;
    this.step = step;
    this.budget = budget;
    this.tagged = tagged;
  }

  /** Writes all; on failure deletes what it wrote. */
  ArrayList<SortedFile> write(SortedRuns cells) throws IOException {
    try {
      long count = 0;
      while (cells.next()) {
        add(cells);
        if (++count % CHECK_EVERY == 0 && TaskContext.get().isInterrupted()) {
          throw new InterruptedIOException("cancelled");
        }
      }
      endStore();
      return new ArrayList<>(files);
    } catch (IOException | RuntimeException e) {
      sinks.values().forEach(sink -> sink.abort(e));
      deleteAll(e);
      throw e;
    }
  }

  private void add(SortedRuns cells) throws IOException {
    if (cells.store() != number) {
      endStore();
      number = cells.store();
      store = stores.get(number);
    }
    if (cells.isBulkLoad()) {
      bulkLoads.add(cells.bulkLoadSequence());
      bulkLoadsInOrder = bulkLoads.stream().mapToLong(Long::longValue).toArray();
    } else if (!cells.isContended() || isWanted(cells)) {
      cells.appendTo(sink(cells.sequence()));
    }
  }

  /** Whether the cell is more than what another has overwritten in the same step of time. */
  private boolean isWanted(SortedRuns cells) {
    Cell cell = cells.cell();
    long sequence = cells.sequence();
    long inStep = Integer.toUnsignedLong(cells.seconds()) / step;
    if (kept != null
        && CellComparator.getInstance().compare(cell, kept, true) == 0
        && (sequence == keptSequence || inStep == keptStep)) {
      return false;
    }
    kept = cell;
    keptSequence = sequence;
    keptStep = inStep;
    return true;
  }

  private HFileSink sink(long sequence) throws IOException {
    int place = Arrays.binarySearch(bulkLoadsInOrder, sequence);
    int loadsBefore = place >= 0 ? place : -place - 1;
    HFileSink sink = sinks.get(loadsBefore);
    if (sink == null) {
      Path directory =
          new Path(
              directories.get(store.table().getNameAsString()), store.family().getNameAsString());
      sink =
          new HFileSink(
              conf,
              TargetStore.rawFileSystem(directory, conf),
              store.table(),
              store.family(),
              directory,
              budget,
              tagged);
      sinks.put(loadsBefore, sink);
    }
    return sink;
  }

  private void endStore() throws IOException {
    for (HFileSink sink : sinks.values()) {
      sink.end();
    }
    for (HFileSink sink : sinks.values()) {
      for (WrittenHFile file : sink.written()) {
        files.add(
            new SortedFile(
                store.table().getNameAsString(), store.family().getNameAsString(), file));
      }
    }
    sinks.clear();
    bulkLoads.clear();
    bulkLoadsInOrder = new long[0];
    kept = null;
  }

  private void deleteAll(Exception why) {
    for (SortedFile file : files) {
      try {
        Path path = new Path(file.file().path());
        TargetStore.rawFileSystem(path, conf).delete(path, false);
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }
}
