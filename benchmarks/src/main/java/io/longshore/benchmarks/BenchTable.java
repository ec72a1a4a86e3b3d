package io.longshore.benchmarks;

import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileWriter;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A table of rows of one cell of a kilobyte that does not compress, in store files of given sizes:
 * written as HFiles and bulk loaded.
 *
 * @param regions the bytes of each store file, region by region
 */
record BenchTable(TableName name, List<List<Long>> regions) {
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] QUALIFIER = Bytes.toBytes("q");
  private static final int VALUE = 1000;
  private static final int CELL = VALUE + 40;

  /** A table whose files are all as large. */
  static BenchTable even(String name, long bytes, int regions, int filesARegion) {
    List<List<Long>> sizes = new ArrayList<>();
    for (int region = 0; region < regions; region++) {
      List<Long> files = new ArrayList<>();
      for (int file = 0; file < filesARegion; file++) {
        files.add(bytes / regions / filesARegion);
      }
      sizes.add(files);
    }
    return new BenchTable(TableName.valueOf(name), sizes);
  }

  /** A table with one file of 80% of the bytes and eight that share the rest. */
  static BenchTable skewed(String name, long bytes) {
    List<List<Long>> sizes = new ArrayList<>();
    sizes.add(List.of(bytes * 8 / 10));
    for (int region = 0; region < 8; region++) {
      sizes.add(List.of(bytes / 40));
    }
    return new BenchTable(TableName.valueOf(name), sizes);
  }

  String snapshot() {
    return name.getQualifierAsString() + "_snapshot";
  }

  long bytes() {
    return regions.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
  }

  /** Makes the table and a snapshot of it. */
  BenchTable load(EmbeddedHBase cluster) throws IOException {
    TableDescriptor descriptor =
        TableDescriptorBuilder.newBuilder(name)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .setCompactionEnabled(false)
            .setSplitEnabled(false)
            .build();
    if (regions.size() == 1) {
      cluster.admin().createTable(descriptor);
    } else {
      cluster.admin().createTable(descriptor, splits());
    }
    Configuration conf = cluster.configuration();
    Path staging = new Path(conf.get(HConstants.TEMPORARY_FS_DIRECTORY_KEY), name.toString());
    FileSystem fs = staging.getFileSystem(conf);
    staging = fs.makeQualified(staging);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (int region = 0; region < regions.size(); region++) {
      for (int file = 0; file < regions.get(region).size(); file++) {
        write(conf, fs, staging, region, file, random);
      }
    }
    BulkLoadHFiles.create(conf).bulkLoad(name, staging);
    fs.delete(staging, true);
    cluster.admin().snapshot(snapshot(), name);
    return this;
  }

  private byte[][] splits() {
    byte[][] splits = new byte[regions.size() - 1][];
    for (int region = 1; region < regions.size(); region++) {
      splits[region - 1] = new byte[] {(byte) region};
    }
    return splits;
  }

  private void write(
      Configuration conf,
      FileSystem fs,
      Path staging,
      int region,
      int file,
      SplittableRandom random)
      throws IOException {
    HFileContext context =
        new HFileContextBuilder().withColumnFamily(FAMILY).withTableName(name.getName()).build();
    StoreFileWriter writer =
        new StoreFileWriter.Builder(conf, fs)
            .withOutputDir(new Path(staging, Bytes.toString(FAMILY)))
            .withFileContext(context)
            .build();
    try {
      long rows = regions.get(region).get(file) / CELL;
      for (long row = 0; row < rows; row++) {
        byte[] key = new byte[10];
        key[0] = (byte) region;
        key[1] = (byte) file;
        Bytes.putLong(key, 2, row);
        byte[] value = new byte[VALUE];
        random.nextBytes(value);
        writer.append(new KeyValue(key, FAMILY, QUALIFIER, 1L, value));
      }
      writer.appendFileInfo(HStoreFile.BULKLOAD_TIME_KEY, Bytes.toBytes(1L));
      writer.appendTrackedTimestampsToMetadata();
    } finally {
      writer.close();
    }
  }
}
