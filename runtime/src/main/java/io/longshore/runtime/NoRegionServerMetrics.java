package io.longshore.runtime;

import org.apache.hadoop.hbase.io.MetricsIOSource;
import org.apache.hadoop.hbase.io.MetricsIOWrapper;
import org.apache.hadoop.hbase.regionserver.MetricsHeapMemoryManagerSource;
import org.apache.hadoop.hbase.regionserver.MetricsRegionServerSource;
import org.apache.hadoop.hbase.regionserver.MetricsRegionServerSourceFactory;
import org.apache.hadoop.hbase.regionserver.MetricsRegionServerWrapper;
import org.apache.hadoop.hbase.regionserver.MetricsRegionSource;
import org.apache.hadoop.hbase.regionserver.MetricsRegionWrapper;
import org.apache.hadoop.hbase.regionserver.MetricsTableAggregateSource;
import org.apache.hadoop.hbase.regionserver.MetricsTableSource;
import org.apache.hadoop.hbase.regionserver.MetricsTableWrapperAggregate;
import org.apache.hadoop.hbase.regionserver.MetricsUserAggregateSource;
import org.apache.hadoop.hbase.regionserver.MetricsUserSource;

/** Made by HBase, by its name: readers of files measure as a region server does. */
public final class NoRegionServerMetrics implements MetricsRegionServerSourceFactory {
  @Override
  public MetricsRegionServerSource createServer(MetricsRegionServerWrapper server) {
    return NoMetrics.of(MetricsRegionServerSource.class);
  }

  @Override
  public MetricsRegionSource createRegion(MetricsRegionWrapper region) {
    return NoMetrics.of(MetricsRegionSource.class);
  }

  @Override
  public MetricsUserSource createUser(String user) {
    return NoMetrics.of(MetricsUserSource.class);
  }

  @Override
  public MetricsUserAggregateSource getUserAggregate() {
    return NoMetrics.of(MetricsUserAggregateSource.class);
  }

  @Override
  public MetricsTableSource createTable(String table, MetricsTableWrapperAggregate all) {
    return NoMetrics.of(MetricsTableSource.class);
  }

  @Override
  public MetricsTableAggregateSource getTableAggregate() {
    return NoMetrics.of(MetricsTableAggregateSource.class);
  }

  @Override
  public MetricsHeapMemoryManagerSource getHeapMemoryManager() {
    return NoMetrics.of(MetricsHeapMemoryManagerSource.class);
  }

  @Override
  public MetricsIOSource createIO(MetricsIOWrapper io) {
    return NoMetrics.of(MetricsIOSource.class);
  }
}
