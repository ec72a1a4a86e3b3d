package io.longshore.benchmarks;

import io.longshore.jobs.SparkSessions;
import io.longshore.jobs.copy.CopyLimits;
import java.util.List;
import java.util.Map;

/**
 * Whether {@code --bandwidth-total} gives what was asked where it is shared by executors in two
 * processes: one of them has a file that is 80% of all, which is not cut, and the other has done
 * its part early.
 *
 * <pre>benchmarks/run stores two-workers</pre>
 */
final class WorkersBandwidth implements Scenario {
  @Override
  public String name() {
    return "two-workers";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    bench.stopSpark();
    SparkSessions.open(
        "local-cluster[2,1,1024]",
        Map.of(
            "spark.executor.extraClassPath",
            System.getProperty("java.class.path"),
            "spark.executor.extraJavaOptions",
            System.getProperty("benchmark.flags"),
            "spark.driver.host",
            "127.0.0.1",
            "spark.driver.bindAddress",
            "127.0.0.1"));
    try {
      // So that the executors are there, and have loaded what they need.
      BandwidthAccuracy.export(bench, bench.even(), CopyLimits.NONE);
      return List.of(
          BandwidthAccuracy.total(bench, bench.skewed(), "two workers, 80% in one file", 100),
          BandwidthAccuracy.total(bench, bench.skewed(), "two workers, 80% in one file", 50),
          BandwidthAccuracy.total(bench, bench.even(), "two workers, even files", 100));
    } finally {
      bench.stopSpark();
    }
  }
}
