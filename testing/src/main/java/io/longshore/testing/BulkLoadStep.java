package io.longshore.testing;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.ArrayBackedTag;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.TagType;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileWriter;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;

/** The step of a workload that writes HFiles and loads them. */
final class BulkLoadStep {
  private static final int MAX_CELLS = 40;

  private final Configuration configuration;
  private final TableDescriptor table;
  private final RandomCells cells;

  BulkLoadStep(Connection connection, TableDescriptor table, RandomCells cells) {
    this.configuration = connection.getConfiguration();
    this.table = table;
    this.cells = cells;
  }

  void load(SplittableRandom random) throws IOException {
    Path staging = new Path(configuration.get(HConstants.TEMPORARY_FS_DIRECTORY_KEY));
    Path directory = new Path(staging, "bulk-load-" + UUID.randomUUID());
    FileSystem files = directory.getFileSystem(configuration);
    // HBase resolves a path without a scheme against the default file system: qualify it.
    directory = files.makeQualified(directory);
    try {
      for (ColumnFamilyDescriptor family : table.getColumnFamilies()) {
        if (random.nextInt(3) > 0) {
          write(files, directory, family.getName(), random);
        }
      }
      if (files.exists(directory)) {
        BulkLoadHFiles.create(configuration).bulkLoad(table.getTableName(), directory);
      }
    } finally {
      files.delete(directory, true);
    }
  }

  private void write(FileSystem files, Path directory, byte[] family, SplittableRandom random)
      throws IOException {
    HFileContext context =
        new HFileContextBuilder()
            .withIncludesTags(true)
            .withBlockSize(4096)
            .withColumnFamily(family)
            .withTableName(table.getTableName().getName())
            .build();
    StoreFileWriter writer =
        new StoreFileWriter.Builder(configuration, files)
            .withOutputDir(new Path(directory, Bytes.toString(family)))
            .withFileContext(context)
            .build();
    try {
      for (KeyValue cell : sortedCells(family, random)) {
        writer.append(cell);
      }
      writer.appendFileInfo(
          HStoreFile.BULKLOAD_TIME_KEY, Bytes.toBytes(System.currentTimeMillis()));
      writer.appendTrackedTimestampsToMetadata();
    } finally {
      writer.close();
    }
  }

  private NavigableSet<KeyValue> sortedCells(byte[] family, SplittableRandom random) {
    NavigableSet<KeyValue> sorted = new TreeSet<>(CellComparator.getInstance());
    int count = 1 + random.nextInt(MAX_CELLS);
    for (int i = 0; i < count; i++) {
      sorted.add(cell(family, random));
    }
    return sorted;
  }

  private KeyValue cell(byte[] family, SplittableRandom random) {
    byte[] row = cells.row(random);
    byte[] qualifier = cells.qualifier(random);
    long timestamp = cells.timestamp(random);
    return switch (random.nextInt(8)) {
      case 0 -> new KeyValue(row, family, qualifier, timestamp, KeyValue.Type.DeleteColumn);
      case 1 ->
          new KeyValue(
              row, family, qualifier, timestamp, cells.smallValue(random), timeToLive(random));
      default -> new KeyValue(row, family, qualifier, timestamp, cells.value(random));
    };
  }

  private List<Tag> timeToLive(SplittableRandom random) {
    return List.of(
        new ArrayBackedTag(TagType.TTL_TAG_TYPE, Bytes.toBytes(cells.timeToLive(random))));
  }
}
