package io.longshore.benchmarks;

import io.longshore.core.copy.CopySettings;
import io.longshore.jobs.copy.CopyLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * One file holds 80% of the bytes, and a stream gives no more than so many bytes a second: we copy
 * its parts by several tasks, ExportSnapshot copies whole files. The floor is all bytes through two
 * streams.
 *
 * <pre>benchmarks/run full-backup skewed-export</pre>
 */
final class SkewedExport implements Scenario {
  @Override
  public String name() {
    return "skewed-export";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    BenchTable table = bench.skewed();
    Configuration conf = bench.conf();
    SparkSession spark = bench.spark();
    String from = SlowFileSystem.SCHEME + "://" + bench.root();
    Path to = bench.place("exported");
    Contest.Action cleanUp = () -> Bench.delete(to);
    Times times =
        new Contest(name())
            .with(
                Times.OURS,
                () ->
                    EvenExport.requireMoved(
                        EvenExport.export(
                            spark,
                            conf,
                            from,
                            table,
                            new org.apache.hadoop.fs.Path(to.toUri()),
                            CopySettings.from(conf),
                            CopyLimits.NONE),
                        table),
                cleanUp)
            .with(
                Times.STOCK,
                () -> StockTools.export(conf, from, table.snapshot(), to.toUri().toString()),
                cleanUp)
            .run(0, 3);
    times.add(Times.FLOOR, table.bytes() / 2.0 / SlowFileSystem.BYTES_A_SECOND);
    return List.of(
        Row.ofTimes(
            String.format(
                Locale.ROOT,
                "export, %d MB, 80%% in one file, %d MB/s a stream; floor is two streams",
                table.bytes() / Bench.MEGABYTE,
                SlowFileSystem.BYTES_A_SECOND / Bench.MEGABYTE),
            times,
            "1.6 times ExportSnapshot",
            times.times(Times.STOCK) >= 1.6));
  }
}
