package io.longshore.wal.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;

/** One look at the WALs, which are listed when Spark first asks how many there are. */
final class WalScan implements SupportsReportStatistics, Batch {
  private final WalReadOptions options;
  private final StructType columns;
  private final WalFilter filter;
  private final List<Predicate> pushed;
  private WalSelection selection;

  WalScan(WalReadOptions options, StructType columns, WalFilter filter, List<Predicate> pushed) {
    this.options = options;
    this.columns = columns;
    this.filter = filter;
    this.pushed = pushed;
  }

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return WalDataSource.NAME
        + " "
        + options.place()
        + ", PushedFilters: "
        + pushed.stream().map(Predicate::toString).collect(Collectors.joining(", ", "[", "]"))
        + ", ReadSchema: "
        + columns.simpleString();
  }

  @Override
  public Statistics estimateStatistics() {
    long bytes = selection().bytes();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(bytes);
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.empty();
      }
    };
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return WalSplit.pack(selection().files().stream().map(WalPart::whole).toList());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new WalReaderFactory(options.conf(), WalColumn.of(columns), filter, true);
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
    try {
      return new WalStream(options, WalColumn.of(columns), filter, checkpointLocation);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return WalMetrics.all();
  }

  @Override
  public CustomTaskMetric[] reportDriverMetrics() {
    // A stream has no files that it never reads.
    return selection == null
        ? new CustomTaskMetric[0]
        : new CustomTaskMetric[] {WalMetrics.value(WalMetrics.FILES_SKIPPED, selection.skipped())};
  }

  private synchronized WalSelection selection() {
    if (selection == null) {
      try {
        selection = WalSelection.of(options.wals().list(), filter, options.maxClockSkew());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return selection;
  }
}
