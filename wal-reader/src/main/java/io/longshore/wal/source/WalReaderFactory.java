package io.longshore.wal.source;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** What executors are given once for all their tasks. */
final class WalReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration conf;
  private final WalColumn[] columns;
  private final WalFilter filter;
  private final boolean failOnDataLoss;

  WalReaderFactory(
      Configuration conf, WalColumn[] columns, WalFilter filter, boolean failOnDataLoss) {
    this.conf = new SerializableConfiguration(conf);
    this.columns = columns;
    this.filter = filter;
    this.failOnDataLoss = failOnDataLoss;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new WalCellReader(
        ((WalSplit) partition).parts(),
        new WalPartOpener(conf.value(), failOnDataLoss),
        columns,
        filter);
  }
}
