package io.longshore.wal.source;

import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** All cells of all WALs, a row each. */
final class WalTable implements SupportsRead {
  @Override
  public String name() {
    return WalDataSource.NAME;
  }

  // What Spark 3.5 still asks for.
  @Deprecated
  @Override
  public StructType schema() {
    return WalColumn.schema();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new WalScanBuilder(
        WalReadOptions.of(options, SparkSession.active().sessionState().newHadoopConf()));
  }
}
