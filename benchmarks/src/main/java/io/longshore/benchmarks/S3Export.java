package io.longshore.benchmarks;

import io.longshore.core.copy.CopySettings;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.testing.FaultyProxy;
import io.longshore.testing.S3Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * One file of two gigabytes into an object store that takes no more than so many bytes a second of
 * a connection, as they all do. ExportSnapshot copies whole files, and Hadoop's stream has four
 * connections; we have eight in each of our two tasks. The floor is that of sixteen connections.
 *
 * <pre>benchmarks/run stores s3-export</pre>
 */
final class S3Export implements Scenario {
  private static final String BUCKET = "benchmark";
  private static final long BYTES_A_SECOND = 8 * Bench.MEGABYTE;
  private static final int CONNECTIONS = 16;

  @Override
  public String name() {
    return "s3-export";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    BenchTable table = BenchTable.even("one_file", bench.bytes(2048), 1, 1).load(bench.cluster());
    try (S3Server server =
            S3Server.start(Path.of(System.getProperty("benchmark.s3")), bench.place("s3"), BUCKET);
        FaultyProxy proxy = FaultyProxy.before(server.port())) {
      proxy.limit(BYTES_A_SECOND);
      Configuration conf = bench.conf();
      server.settings(proxy.port()).forEach(conf::set);
      // Those of tests are short.
      conf.unset("fs.s3a.attempts.maximum");
      conf.unset("fs.s3a.retry.limit");
      org.apache.hadoop.fs.Path to = new org.apache.hadoop.fs.Path("s3a://" + BUCKET + "/exported");
      FileSystem store = to.getFileSystem(conf);
      String from = bench.root().toUri().toString();
      Times times =
          new Contest(name())
              .with(
                  Times.OURS,
                  () ->
                      EvenExport.requireMoved(
                          EvenExport.export(
                              bench.spark(),
                              conf,
                              from,
                              table,
                              to,
                              CopySettings.from(conf),
                              CopyLimits.NONE),
                          table),
                  () -> store.delete(to, true))
              .with(
                  Times.STOCK,
                  () -> StockTools.export(conf, from, table.snapshot(), to.toString()),
                  () -> store.delete(to, true))
              .run(0, 3);
      times.add(Times.FLOOR, (double) table.bytes() / CONNECTIONS / BYTES_A_SECOND);
      return List.of(
          Row.ofTimes(
              String.format(
                  Locale.ROOT,
                  "export to S3, one file of %d MB, %d MB/s a connection; floor is %d connections",
                  table.bytes() / Bench.MEGABYTE,
                  BYTES_A_SECOND / Bench.MEGABYTE,
                  CONNECTIONS),
              times,
              "1.8 times ExportSnapshot",
              times.times(Times.STOCK) >= 1.8));
    }
  }
}
