package io.longshore.benchmarks;

import io.longshore.core.copy.CopySettings;
import io.longshore.jobs.ExportSnapshot;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * A snapshot of a gigabyte in even files, exported by us, which reads back every byte, by
 * ExportSnapshot, which on a local disk checks nothing, and the same files copied by {@code cp -r}.
 * The source is in the page cache for all three. Once until the copy is on the disk, which is when
 * it is a backup, and once as the commands end, with the copy in the page cache.
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
    BenchTable table = bench.even();
    Configuration conf = bench.conf();
    SparkSession spark = bench.spark();
    Path files = bench.root().resolve("data/default").resolve(table.name().toString());
    Path to = bench.place("exported");
    Contest.Action ours =
        () ->
            requireMoved(
                export(
                    spark,
                    conf,
                    bench.root().toUri().toString(),
                    table,
                    new org.apache.hadoop.fs.Path(to.toUri()),
                    CopySettings.from(conf),
                    CopyLimits.NONE),
                table);
    Contest.Action stock =
        () ->
            StockTools.export(
                conf, bench.root().toUri().toString(), table.snapshot(), to.toUri().toString());
    Contest.Action copy =
        () -> {
          Files.createDirectories(to);
          Contest.command("cp", "-r", files.toString(), to.toString());
        };
    String what = "export, " + table.bytes() / Bench.MEGABYTE + " MB in even files, ";
    return List.of(
        row(what + "until it is on disk", to, then(ours, to), then(stock, to), then(copy, to)),
        row(what + "into the page cache", to, ours, stock, copy));
  }

  private Row row(
      String what, Path to, Contest.Action ours, Contest.Action stock, Contest.Action copy)
      throws Exception {
    Contest.Action cleanUp = () -> Bench.delete(to);
    Times times =
        new Contest(what)
            .with(Times.OURS, ours, cleanUp)
            .with(Times.STOCK, stock, cleanUp)
            .with(Times.FLOOR, copy, cleanUp)
            .run(2, 9);
    return Row.ofTimes(
        what + "; floor is cp -r",
        times,
        "0.95 of cp -r, never slower than ExportSnapshot",
        times.times(Times.FLOOR) >= 0.95 && times.times(Times.STOCK) >= 1);
  }

  /** The same, and then every file it wrote is forced to the disk. */
  private static Contest.Action then(Contest.Action action, Path written) {
    return () -> {
      action.run();
      try (Stream<Path> files = Files.walk(written)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            open.force(true);
          }
        }
      }
    };
  }

  static CopyReport export(
      SparkSession spark,
      Configuration conf,
      String from,
      BenchTable table,
      org.apache.hadoop.fs.Path to,
      CopySettings settings,
      CopyLimits limits)
      throws IOException {
    return new ExportSnapshot(
            new org.apache.hadoop.fs.Path(from),
            table.snapshot(),
            to,
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
