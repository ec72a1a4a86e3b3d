package io.longshore.benchmarks;

import io.longshore.core.copy.CopySettings;
import io.longshore.core.option.Bandwidth;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Whether {@code --bandwidth-total} and {@code -b} give what was asked: bytes by time for the whole
 * job, and bytes by the time of its tasks. The uneven files are not cut into parts, so that one
 * task runs long after the others.
 *
 * <pre>benchmarks/run full-backup bandwidth</pre>
 */
final class BandwidthAccuracy implements Scenario {
  private static final double TOLERANCE = 0.05;

  @Override
  public String name() {
    return "bandwidth";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    BenchTable even = bench.even();
    BenchTable skewed = bench.skewed();
    List<Row> rows = new ArrayList<>();
    rows.add(total(bench, even, "even files", 200));
    rows.add(total(bench, even, "even files", 100));
    rows.add(total(bench, skewed, "80% in one file", 100));
    rows.add(total(bench, skewed, "80% in one file", 50));
    rows.add(perTask(bench, even, "even files", 100));
    rows.add(perTask(bench, even, "even files", 40));
    rows.add(perTask(bench, skewed, "80% in one file", 80));
    rows.add(perTask(bench, skewed, "80% in one file", 40));
    return rows;
  }

  static Row total(Bench bench, BenchTable table, String files, int rate) throws Exception {
    CopyLimits limits = new CopyLimits(0, null, Bandwidth.ofMegabytesPerSecond(rate));
    CopyReport report = export(bench, table, limits);
    return row(
        "--bandwidth-total " + rate + "MB/s, " + files,
        report.bytesMoved() / (report.took().toNanos() / 1e9),
        rate);
  }

  private Row perTask(Bench bench, BenchTable table, String files, int rate) throws Exception {
    CopyLimits limits = new CopyLimits(0, Bandwidth.ofMegabytesPerSecond(rate), null);
    SparkSession spark = bench.spark();
    TaskTime tasks = new TaskTime();
    spark.sparkContext().addSparkListener(tasks);
    try {
      CopyReport report = export(bench, table, limits);
      return row("-b " + rate + ", " + files, report.bytesMoved() / tasks.awaitSeconds(), rate);
    } finally {
      spark.sparkContext().removeSparkListener(tasks);
    }
  }

  static CopyReport export(Bench bench, BenchTable table, CopyLimits limits) throws Exception {
    Configuration conf = bench.conf();
    conf.set("longshore.copy.part.size", "1TB");
    Path to = bench.place("exported");
    Contest.sync();
    try {
      return EvenExport.export(
          bench.spark(),
          conf,
          bench.root().toUri().toString(),
          table,
          new org.apache.hadoop.fs.Path(to.toUri()),
          CopySettings.from(conf),
          limits);
    } finally {
      Bench.delete(to);
    }
  }

  private static Row row(String what, double measured, int rate) {
    double wanted = (double) rate * Bench.MEGABYTE;
    double off = measured / wanted - 1;
    String ours =
        String.format(Locale.ROOT, "%.1f MB/s (%+.1f%%)", measured / Bench.MEGABYTE, off * 100);
    System.err.println(what + ": " + ours);
    return Row.ofOurs(what, ours, "", "within 5%", Math.abs(off) <= TOLERANCE);
  }
}
