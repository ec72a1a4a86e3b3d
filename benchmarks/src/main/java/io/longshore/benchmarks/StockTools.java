package io.longshore.benchmarks;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.backup.BackupDriver;
import org.apache.hadoop.hbase.backup.RestoreDriver;
import org.apache.hadoop.hbase.backup.mapreduce.MapReduceHFileSplitterJob;
import org.apache.hadoop.hbase.mapreduce.WALPlayer;
import org.apache.hadoop.hbase.snapshot.ExportSnapshot;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;

/**
 * HBase's own tools, run in this process on Hadoop's LocalJobRunner with two slots. They check no
 * content here: on a local directory ExportSnapshot and the copy of a backup fail unless their
 * checksums are turned off.
 */
final class StockTools {
  private StockTools() {}

  /** ExportSnapshot with as many mappers as there are slots, which is what suits it best. */
  static void export(Configuration conf, String from, String snapshot, String to) throws Exception {
    run(
        conf,
        new ExportSnapshot(),
        "--snapshot",
        snapshot,
        "--copy-from",
        from,
        "--copy-to",
        to,
        "--mappers",
        "2",
        "--no-checksum-verify");
  }

  static void backup(Configuration conf, String... args) throws Exception {
    run(conf, new BackupDriver(), args);
  }

  /** WALPlayer into HFiles, as stock's incremental backup uses it. */
  static void walsToHFiles(Configuration conf, String wals, String table, String output)
      throws Exception {
    Configuration bulk = new Configuration(conf);
    bulk.set(WALPlayer.BULK_OUTPUT_CONF_KEY, output);
    run(bulk, new WALPlayer(), wals, table);
  }

  /** What stock's merge does with the images of a table: their directories, comma-separated. */
  static void merge(Configuration conf, String images, String table, String output)
      throws Exception {
    Configuration bulk = new Configuration(conf);
    bulk.set(MapReduceHFileSplitterJob.BULK_OUTPUT_CONF_KEY, output);
    run(bulk, new MapReduceHFileSplitterJob(), images, table);
  }

  static void restore(Configuration conf, String root, String image, String table, String target)
      throws Exception {
    run(conf, new RestoreDriver() {}, root, image, "-t", table, "-m", target);
  }

  private static void run(Configuration conf, Tool tool, String... args) throws Exception {
    // The tools change the configuration they are given.
    int status = ToolRunner.run(new Configuration(conf), tool, args);
    if (status != 0) {
      throw new IOException(tool.getClass().getSimpleName() + " exited with " + status);
    }
  }
}
