package io.longshore.wal.source;

import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxFiles;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;

/** Follows WALs as servers write, roll and archive them. */
final class WalStream implements MicroBatchStream, SupportsTriggerAvailableNow {
  private final WalReadOptions options;
  private final WalColumn[] columns;
  private final WalFilter filter;
  private final WalProgress progress;
  private final WalStart start;
  private final WalTurns turns = new WalTurns();
  private boolean onlyAvailableNow;

  /** Where to stop if only what was there at the beginning is to be read. */
  private WalOffset available;

  WalStream(WalReadOptions options, WalColumn[] columns, WalFilter filter, String checkpoint)
      throws IOException {
    this.start = new WalStart(options.conf(), checkpoint);
    this.options = options;
    this.columns = columns.clone();
    this.filter = filter;
    this.progress = new WalProgress(options.conf(), options.wals(), options.failOnDataLoss());
  }

  @Override
  public Offset initialOffset() {
    if (!options.startAtLatest()) {
      return WalOffset.NOTHING;
    }
    try {
      WalOffset initial = start.read();
      if (initial == null) {
        initial = progress.latest();
        start.write(initial);
      }
      return initial;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return options.maxFilesPerTrigger().isPresent()
        ? ReadLimit.maxFiles(options.maxFilesPerTrigger().getAsInt())
        : ReadLimit.allAvailable();
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    onlyAvailableNow = true;
  }

  @Override
  public Offset latestOffset(Offset from, ReadLimit limit) {
    WalOffset begin = (WalOffset) from;
    int maxFiles = limit instanceof ReadMaxFiles files ? files.maxFiles() : Integer.MAX_VALUE;
    return turns.next(begin, target(begin), maxFiles);
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("latestOffset(Offset, ReadLimit) is there for it");
  }

  private WalOffset target(WalOffset from) {
    try {
      if (!onlyAvailableNow) {
        return progress.after(from);
      }
      if (available == null) {
        available = progress.after(from);
      }
      return available;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputPartition[] planInputPartitions(Offset from, Offset to) {
    WalOffset begin = (WalOffset) from;
    List<WalPart> parts = new ArrayList<>();
    try {
      for (Map.Entry<String, Long> file : ((WalOffset) to).files().entrySet()) {
        long position = begin.position(file.getKey());
        if (file.getValue() > position) {
          WalFile wal = progress.find(file.getKey());
          if (wal != null && filter.wantsFile(wal.server(), wal.name())) {
            parts.add(WalPart.between(wal, position, file.getValue()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return WalSplit.pack(parts);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new WalReaderFactory(options.conf(), columns, filter, options.failOnDataLoss());
  }

  @Override
  public Offset deserializeOffset(String json) {
    return WalOffset.of(json);
  }

  @Override
  public void commit(Offset end) {
    // HBase keeps WALs for as long as its cleaners say, not for us.
  }

  @Override
  public void stop() {
    // Nothing is open between two batches.
  }
}
