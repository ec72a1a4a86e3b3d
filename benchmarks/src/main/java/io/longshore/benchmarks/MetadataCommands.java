package io.longshore.benchmarks;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.hbase.backup.BackupDriver;

/**
 * Commands that ask the cluster's {@code backup:system} and run no job, each in a new process,
 * beside {@code hbase backup} with the same words.
 *
 * <pre>benchmarks/run commands</pre>
 */
final class MetadataCommands implements Scenario {
  private static final double SECONDS = 1.5;

  @Override
  public String name() {
    return "metadata-commands";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    String table = BenchTable.even("small", Bench.MEGABYTE, 1, 1).load(bench.cluster()).name() + "";
    String root = bench.place("root").toUri().toString();
    String image = bench.longshore("create", "full", root, "-t", table);
    for (int i = 0; i < 10; i++) {
      bench.longshore("create", "incremental", root, "-t", table);
    }
    bench.longshore("set", "add", "nightly", table);
    bench.stopSpark();
    // Jobs leave the archive of classes that these commands find too.
    for (int i = 0; i < 2; i++) {
      OurCommand.run(bench.confDirectory(), "create", "incremental", root, "-t", table);
    }
    return List.of(
        time(bench, "history"),
        time(bench, "history", "-p", root),
        time(bench, "describe", image),
        time(bench, "set", "list"),
        time(bench, "progress"));
  }

  private Row time(Bench bench, String... words) throws Exception {
    Path conf = bench.confDirectory();
    String what =
        String.join(" ", words).replaceAll("file:\\S+", "ROOT").replaceAll("backup_\\d+", "ID");
    Contest contest =
        new Contest(what).with(Times.OURS, () -> OurCommand.run(conf, words), () -> {});
    // Stock's `-p` takes the directory .tmp, also its own, for an image, and ends with an
    // exception.
    if (!List.of(words).contains("-p")) {
      contest.with(
          Times.STOCK,
          () -> Fork.run(List.of(OurCommand.HEAP), List.of(conf), BackupDriver.class, words),
          () -> {});
    }
    Times times = contest.run(1, 5);
    return Row.ofTimes(what, times, "1.5 s", times.median(Times.OURS) <= SECONDS);
  }
}
