package io.longshore.jobs.merge;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.HFileSink;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.core.hfile.WrittenHFile;
import io.longshore.jobs.SparkSessions;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyLog;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.hbase.TableRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
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
import org.apache.spark.sql.SparkSession;

/**
 * A process with little memory that merges images, each with a part of one row, and reads the row
 * back: arguments are a directory, the number of images, and that of cells.
 */
final class SmallMerge {
  private static final TableName TABLE = TableName.valueOf("t");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] ROW = Bytes.toBytes("row");

  private SmallMerge() {}

  public static void main(String[] args) throws Exception {
    Path directory = new Path(args[0]);
    int images = Integer.parseInt(args[1]);
    int cells = Integer.parseInt(args[2]);
    Configuration conf = HBaseConfiguration.create();
    TableDescriptor table =
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
            .build();
    List<StoreFile> files = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      files.add(write(conf, table, new Path(directory, "image-" + image), image, images, cells));
    }
    TableFiles input =
        new TableFiles(
            TABLE.getNameAsString(),
            TableDescriptorBuilder.toByteArray(table),
            0,
            List.of(new TableRegion(RowRange.ALL, "region", Map.of("f", files))));
    MergeImages.Result result;
    SparkSession spark = SparkSessions.open("local[2]", Map.of());
    try {
      result =
          new MergeImages(
                  List.of(new MergeInput(input, new Path(directory, "merged").toString(), false)),
                  Purge.NOTHING,
                  List.of(),
                  Map.of(),
                  new Path(directory, "scratch"),
                  CopySettings.from(conf),
                  CopyLimits.NONE)
              .run(spark, conf, CopyLog.NONE, ProgressListener.SILENT);
    } finally {
      spark.stop();
    }
    long read = 0;
    for (MergedFile file : result.merged()) {
      read = read(conf, new Path(file.file().path()), read);
    }
    if (read != cells) {
      throw new IllegalStateException(read + " of " + cells + " cells came back");
    }
    System.out.println("All " + read + " cells of one row came back in order.");
  }

  /** Each image has every so-manieth column. */
  private static StoreFile write(
      Configuration conf, TableDescriptor table, Path directory, int image, int images, int cells)
      throws Exception {
    HFileSink sink =
        new HFileSink(
            conf,
            TargetStore.rawFileSystem(directory, conf),
            TABLE,
            table.getColumnFamily(FAMILY),
            directory,
            BandwidthBudget.UNLIMITED,
            false);
    for (int column = image; column < cells; column += images) {
      KeyValue cell =
          new KeyValue(ROW, FAMILY, Bytes.toBytes(column), 1, Bytes.toBytes((long) column));
      cell.setSequenceId(1L + image);
      sink.append(cell);
    }
    sink.end();
    WrittenHFile file = sink.written().get(0);
    Path path = new Path(file.path());
    return new StoreFile(
        List.of(path.getParent().toString()), path.getName(), file.length(), null, image + 1, null);
  }

  private static long read(Configuration conf, Path file, long column) throws Exception {
    long next = column;
    try (HFile.Reader reader =
        HFile.createReader(file.getFileSystem(conf), file, CacheConfig.DISABLED, true, conf)) {
      HFileScanner scanner = reader.getScanner(conf, false, false);
      for (boolean more = scanner.seekTo(); more; more = scanner.next()) {
        int found =
            Bytes.toInt(
                scanner.getCell().getQualifierArray(), scanner.getCell().getQualifierOffset());
        if (found != next) {
          throw new IllegalStateException("column " + found + " where " + next + " should be");
        }
        next++;
      }
    }
    return next;
  }
}
