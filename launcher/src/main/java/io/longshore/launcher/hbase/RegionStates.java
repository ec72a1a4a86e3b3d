package io.longshore.launcher.hbase;

import io.longshore.core.copy.TokenBucket;
import io.longshore.core.error.Errors;
import io.longshore.core.image.RegionState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.MetaTableAccessor;
import org.apache.hadoop.hbase.RegionMetrics;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/** The regions of tables with the sequence ids they were opened with, out of hbase:meta. */
public final class RegionStates {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String OPEN = "OPEN";

  private final Cluster cluster;

  /** A region that was found closed; null if none was. */
  private String unopened;

  public RegionStates(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * In the order of the tables, then of start keys; without split parents. Regions that are being
   * opened are waited for: before, hbase:meta does not say with which sequence id.
   *
   * @throws io.longshore.core.error.LongshoreException if one does not open
   */
  public List<RegionState> of(List<TableName> tables) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      unopened = null;
      List<RegionState> states = read(tables);
      if (unopened == null) {
        return states;
      }
      if (System.nanoTime() > deadline) {
        throw Errors.tableUnusable(
            "Region " + unopened + " is not open.",
            "Check its table with `hbase hbck`, then try again.");
      }
      TokenBucket.sleep(PAUSE.toNanos());
    }
  }

  private List<RegionState> read(List<TableName> tables) throws IOException {
    Map<String, Long> flushed = new HashMap<>();
    List<RegionState> states = new ArrayList<>();
    try (Admin admin = cluster.admin();
        Table meta = cluster.connection().getTable(TableName.META_TABLE_NAME)) {
      for (TableName table : tables) {
        boolean enabled = admin.isTableEnabled(table);
        for (ServerName server : admin.getRegionServers()) {
          for (RegionMetrics region : admin.getRegionMetrics(server, table)) {
            flushed.put(
                RegionInfo.encodeRegionName(region.getRegionName()),
                region.getCompletedSequenceId());
          }
        }
        Scan scan =
            new Scan()
                .addFamily(HConstants.CATALOG_FAMILY)
                .withStartRow(
                    MetaTableAccessor.getTableStartRowForMeta(
                        table, MetaTableAccessor.QueryType.REGION))
                .withStopRow(
                    MetaTableAccessor.getTableStopRowForMeta(
                        table, MetaTableAccessor.QueryType.REGION));
        try (ResultScanner rows = meta.getScanner(scan)) {
          for (Result row : rows) {
            RegionInfo region = MetaTableAccessor.getRegionInfo(row);
            if (region != null && !region.isSplit() && region.getReplicaId() == 0) {
              if (enabled && !OPEN.equals(stateOf(row))) {
                unopened = region.getEncodedName() + " of " + table;
              }
              states.add(state(region, row, flushed.getOrDefault(region.getEncodedName(), 0L)));
            }
          }
        }
      }
    }
    return states;
  }

  private static String stateOf(Result row) {
    return Bytes.toString(row.getValue(HConstants.CATALOG_FAMILY, HConstants.STATE_QUALIFIER));
  }

  private static RegionState state(RegionInfo region, Result row, long flushed) {
    Cell opened = row.getColumnLatestCell(HConstants.CATALOG_FAMILY, HConstants.SEQNUM_QUALIFIER);
    long sequence =
        opened == null
            ? 0
            : Bytes.toLong(
                opened.getValueArray(), opened.getValueOffset(), opened.getValueLength());
    return new RegionState(
        region.getTable().getNameAsString(),
        region.getEncodedName(),
        Bytes.toStringBinary(region.getStartKey()),
        Bytes.toStringBinary(region.getEndKey()),
        sequence,
        opened == null ? 0 : opened.getTimestamp(),
        Math.max(sequence, flushed));
  }
}
