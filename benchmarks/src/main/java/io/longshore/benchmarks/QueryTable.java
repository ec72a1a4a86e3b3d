package io.longshore.benchmarks;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.HFileSink;
import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A table that is queried: one family, {@code f}, whose files HBase has compacted, so that they are
 * as it writes them.
 *
 * @param starts of its regions, but the first
 * @param columns their mapping
 */
record QueryTable(TableName name, DataBlockEncoding encoding, List<byte[]> starts, String columns) {
  static final byte[] FAMILY = Bytes.toBytes("f");

  String snapshot(String which) {
    return name.getQualifierAsString() + "_" + which;
  }

  TableDescriptor descriptor() {
    return TableDescriptorBuilder.newBuilder(name)
        .setColumnFamily(
            ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                .setDataBlockEncoding(encoding)
                .setBloomFilterType(BloomType.ROW)
                .build())
        .setSplitEnabled(false)
        .build();
  }

  /**
   * Makes the table, and of it the snapshots {@code all} and {@code newer}, which has some more.
   *
   * @param all its cells, in their order
   * @param more cells that are in files of their own
   */
  void load(EmbeddedHBase cluster, Iterator<KeyValue> all, Iterator<KeyValue> more)
      throws Exception {
    Admin admin = cluster.admin();
    admin.createTable(descriptor(), starts.toArray(byte[][]::new));
    add(cluster.configuration(), all);
    compact(admin);
    admin.snapshot(snapshot("all"), name);
    if (more.hasNext()) {
      add(cluster.configuration(), more);
    }
    admin.snapshot(snapshot("newer"), name);
  }

  /** Adds a file to each region. */
  private void add(Configuration conf, Iterator<KeyValue> cells) throws IOException {
    Path staging = new Path(conf.get(HConstants.TEMPORARY_FS_DIRECTORY_KEY), name.toString());
    FileSystem fs = staging.getFileSystem(conf);
    staging = fs.makeQualified(staging);
    HFileSink sink =
        new HFileSink(
            conf,
            TargetStore.rawFileSystem(staging, conf),
            name,
            descriptor().getColumnFamily(FAMILY),
            new Path(staging, Bytes.toString(FAMILY)),
            BandwidthBudget.UNLIMITED,
            false);
    List<byte[]> left = new ArrayList<>(starts);
    while (cells.hasNext()) {
      KeyValue cell = cells.next();
      while (!left.isEmpty()
          && Bytes.compareTo(
                  cell.getRowArray(),
                  cell.getRowOffset(),
                  cell.getRowLength(),
                  left.get(0),
                  0,
                  left.get(0).length)
              >= 0) {
        sink.end();
        left.remove(0);
      }
      sink.append(cell);
    }
    sink.end();
    BulkLoadHFiles.create(conf).bulkLoad(name, staging);
    fs.delete(staging, true);
  }

  /** Lets HBase write one file a region. */
  private void compact(Admin admin) throws Exception {
    // Bulk-loaded cells take their file's sequence id: compaction writes files of another kind.
    admin.majorCompact(name);
    do {
      Thread.sleep(500);
    } while (admin.getCompactionState(name) != CompactionState.NONE);
  }
}
