package io.longshore.jobs.sort;

import io.longshore.jobs.SparkSessions;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.run.ProgressListener;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.FSHLogProvider;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;
import org.apache.hadoop.hbase.wal.WALProvider;
import org.apache.spark.sql.SparkSession;

/**
 * A process with little memory that sorts a WAL and reads every cell of the result back: arguments
 * are a directory, the number of cells in one row, and the length of one more cell.
 */
final class SmallExecutor {
  private static final TableName TABLE = TableName.valueOf("t");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int CELLS_AN_EDIT = 100;
  private static final long MILLIS = 1_750_000_000_000L;

  private SmallExecutor() {}

  public static void main(String[] args) throws Exception {
    Path directory = new Path(args[0]);
    int cells = Integer.parseInt(args[1]);
    int large = Integer.parseInt(args[2]);
    Configuration conf = HBaseConfiguration.create();
    conf.setBoolean("hbase.unsafe.stream.capability.enforce", false);
    FileSystem fs = directory.getFileSystem(conf);
    Path wal = new Path(directory, "host%2C16020%2C1.host%2C16020%2C1." + MILLIS);
    write(conf, fs, wal, cells, large);
    TableDescriptor table =
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .build();
    long length = fs.getFileStatus(wal).getLen();
    WalSort.Result result;
    SparkSession spark = SparkSessions.open("local[2]", Map.of());
    try {
      result =
          new WalSort(
                  List.of(new WalInput(wal.toString(), "host:16020", length, List.of("t"))),
                  Stores.of(List.of(new Stores.Regions(table, List.of(new byte[0])))),
                  Map.of("t", new Path(directory, "out").toString()),
                  null,
                  0,
                  Long.MAX_VALUE,
                  false,
                  1,
                  CopyLimits.NONE)
              .run(spark, conf, ProgressListener.SILENT);
    } finally {
      spark.stop();
    }
    long read = 0;
    for (FileStatus file : fs.listStatus(new Path(directory, "out/f"))) {
      if (file.getPath().getName().startsWith(".")) {
        continue;
      }
      read += read(conf, fs, file.getPath());
    }
    if (read != cells + 1L || result.cells() != read) {
      throw new IllegalStateException(read + " of " + (cells + 1L) + " cells came back");
    }
    System.out.println("All " + read + " cells came back.");
  }

  private static void write(Configuration conf, FileSystem fs, Path wal, int cells, int large)
      throws Exception {
    try (WALProvider.Writer writer = FSHLogProvider.createWriter(conf, fs, wal, true)) {
      byte[] value = new byte[large];
      new Random(1).nextBytes(value);
      append(writer, 1, new KeyValue(Bytes.toBytes("z"), FAMILY, FAMILY, MILLIS, value));
      KeyValue[] batch = new KeyValue[CELLS_AN_EDIT];
      // Not in order: every seventh, then the next.
      long next = 0;
      for (int i = 0; i < cells; i += CELLS_AN_EDIT) {
        for (int j = 0; j < CELLS_AN_EDIT; j++) {
          next = (next + 7_000_003) % cells;
          batch[j] =
              new KeyValue(
                  Bytes.toBytes("row"), FAMILY, Bytes.toBytes(next), MILLIS, Bytes.toBytes(next));
        }
        append(writer, 2 + i / CELLS_AN_EDIT, batch);
      }
    }
  }

  private static void append(WALProvider.Writer writer, long sequence, KeyValue... cells)
      throws Exception {
    WALEdit edit = new WALEdit();
    for (KeyValue cell : cells) {
      edit.add(cell);
    }
    writer.append(
        new WAL.Entry(
            new WALKeyImpl(Bytes.toBytes("region"), TABLE, sequence, MILLIS, UUID.randomUUID()),
            edit));
  }

  private static long read(Configuration conf, FileSystem fs, Path file) throws Exception {
    long count = 0;
    try (HFile.Reader reader = HFile.createReader(fs, file, CacheConfig.DISABLED, true, conf)) {
      HFileScanner scanner = reader.getScanner(conf, false, false);
      for (boolean more = scanner.seekTo(); more; more = scanner.next()) {
        count++;
      }
    }
    return count;
  }
}
