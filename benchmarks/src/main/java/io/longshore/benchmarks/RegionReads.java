package io.longshore.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.ClientSideRegionScanner;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.io.ImmutableBytesWritable;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;
import org.apache.hadoop.hbase.mapreduce.TableInputFormat;
import org.apache.hadoop.hbase.mapreduce.TableMapReduceUtil;
import org.apache.hadoop.hbase.mapreduce.TableSnapshotInputFormat;
import org.apache.hadoop.hbase.regionserver.StoreFileInfo;
import org.apache.hadoop.hbase.util.CommonFSUtils;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** How HBase itself reads a table's files, each way on two threads; all answer the cells. */
final class RegionReads {
  private final Configuration conf;
  private final QueryTable table;
  private final List<RegionInfo> regions;

  RegionReads(Bench bench, QueryTable table) throws IOException {
    this.conf = bench.conf();
    this.table = table;
    this.regions = bench.cluster().admin().getRegions(table.name());
  }

  /** {@code ClientSideRegionScanner}, a region a task, without a job around it. */
  long scanners(Scan scan) throws Exception {
    Path root = CommonFSUtils.getRootDir(conf);
    FileSystem fs = root.getFileSystem(conf);
    return sum(
        region -> {
          long cells = 0;
          try (ClientSideRegionScanner scanner =
              new ClientSideRegionScanner(
                  conf, fs, root, table.descriptor(), region, new Scan(scan), null)) {
            for (Result result = scanner.next(); result != null; result = scanner.next()) {
              cells += result.size();
            }
          }
          return cells;
        });
  }

  /** The least that reads every cell: {@code HFileScanner}, file after file, no rules. */
  long files() throws Exception {
    Path root = CommonFSUtils.getRootDir(conf);
    FileSystem fs = root.getFileSystem(conf);
    return sum(
        region -> {
          long cells = 0;
          Path directory =
              new Path(
                  CommonFSUtils.getRegionDir(root, table.name(), region.getEncodedName()), "f");
          for (FileStatus file : fs.listStatus(directory)) {
            if (StoreFileInfo.isHFile(file.getPath())) {
              cells += cells(fs, file.getPath());
            }
          }
          return cells;
        });
  }

  private long cells(FileSystem fs, Path file) throws IOException {
    long cells = 0;
    try (HFile.Reader reader = HFile.createReader(fs, file, CacheConfig.DISABLED, true, conf)) {
      HFileScanner scanner = reader.getScanner(conf, false, false, false);
      for (boolean more = scanner.seekTo(); more; more = scanner.next()) {
        Cell cell = scanner.getCell();
        cells += cell.getRowLength() > 0 ? 1 : 0;
      }
    }
    return cells;
  }

  /** {@code TableSnapshotInputFormat} in Spark, which sees no split unless it is told to. */
  long inputFormat(SparkSession spark, String snapshot, Path restored) throws Exception {
    spark.sparkContext().conf().set("spark.hadoopRDD.ignoreEmptySplits", "false");
    Configuration job = new Configuration(conf);
    job.set(TableInputFormat.SCAN, TableMapReduceUtil.convertScanToString(new Scan()));
    Job settings = Job.getInstance(job);
    TableSnapshotInputFormat.setInput(settings, snapshot, restored);
    return new JavaSparkContext(spark.sparkContext())
        .newAPIHadoopRDD(
            settings.getConfiguration(),
            TableSnapshotInputFormat.class,
            ImmutableBytesWritable.class,
            Result.class)
        .map(row -> (long) row._2().size())
        .fold(0L, Long::sum);
  }

  /** What is done with a region. */
  @FunctionalInterface
  private interface Reading {
    long read(RegionInfo region) throws Exception;
  }

  private long sum(Reading reading) throws Exception {
    List<Callable<Long>> tasks = new ArrayList<>();
    for (RegionInfo region : regions) {
      tasks.add(() -> reading.read(region));
    }
    long cells = 0;
    for (long each : Slots.run(tasks)) {
      cells += each;
    }
    return cells;
  }
}
