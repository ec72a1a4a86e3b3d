package io.longshore.benchmarks;

import io.longshore.core.copy.CopySettings;
import io.longshore.jobs.ExportSnapshot;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.copy.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * A snapshot of a gigabyte in even files, exported by us, which reads back every byte, by
 * ExportSnapshot, which on a local disk checks nothing, and the same files copied by {@code cp -r}.
 * The source is in the page cache for all three.
 *
 * <pre>benchmarks/run full-backup even-export</pre>
 */
final class EvenExport implements Scenario {
  @Override
  public String name() {
    return "even-export";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    BenchTable table =
        BenchTable.even("even_export", bench.bytes(1024), 8, 2).load(bench.cluster());
    Configuration conf = bench.conf();
    SparkSession spark = bench.spark();
    Path files = bench.root().resolve("data/default").resolve(table.name().toString());
    Path to = bench.place("exported");
    Contest.Action cleanUp = () -> Bench.delete(to);
    Times times =
        new Contest(name())
            .with(
                Times.OURS,
                () -> {
                  CopyReport report =
                      export(
                          spark,
                          conf,
                          bench.root().toUri().toString(),
                          table,
                          to,
                          CopySettings.from(conf),
                          CopyLimits.NONE);
                  requireMoved(report, table);
                },
                cleanUp)
            .with(
                Times.STOCK,
                () ->
                    StockTools.export(
                        conf,
                        bench.root().toUri().toString(),
                        table.snapshot(),
                        to.toUri().toString()),
                cleanUp)
            .with(
                Times.FLOOR,
                () -> {
                  Files.createDirectories(to);
                  Contest.command("cp", "-r", files.toString(), to.toString());
                },
                cleanUp)
            .run(1, 5);
    boolean met = times.times(Times.FLOOR) >= 0.95 && times.times(Times.STOCK) >= 1;
    return List.of(
        Row.ofTimes(
            "export, " + table.bytes() / Bench.MEGABYTE + " MB in even files; floor is cp -r",
            times,
            "0.95 of cp -r, never slower than ExportSnapshot",
            met));
  }

  static CopyReport export(
      SparkSession spark,
      Configuration conf,
      String from,
      BenchTable table,
      Path to,
      CopySettings settings,
      CopyLimits limits)
      throws IOException {
    return new ExportSnapshot(
            new org.apache.hadoop.fs.Path(from),
            table.snapshot(),
            new org.apache.hadoop.fs.Path(to.toUri()),
            table.snapshot(),
            false,
            false,
            true,
            settings,
            limits)
        .run(spark, conf, ProgressListener.SILENT);
  }

  static void requireMoved(CopyReport report, BenchTable table) throws IOException {
    // HFiles end with an index and a trailer, and are a little larger than their cells.
    if (report.bytesMoved() < table.bytes() * 9 / 10) {
      throw new IOException("moved " + report.bytesMoved() + " of " + table.bytes());
    }
  }
}
