package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.backup.BackupDriver;

/**
 * A backup of a table of a few rows, or of nothing new: what a command costs by itself, the start
 * of Spark or MapReduce included. Once in this process, which is warm, and once in new processes,
 * which is what a user waits for.
 *
 * <pre>benchmarks/run full-backup small-create</pre>
 *
 * <pre>benchmarks/run incremental-backup small-create</pre>
 */
final class SmallCreate implements Scenario {
  private final String type;
  private final AtomicInteger roots = new AtomicInteger();

  /**
   * @param type of the backup
   */
  SmallCreate(String type) {
    this.type = type;
  }

  @Override
  public String name() {
    return "small-create";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    BenchTable table = BenchTable.even("small", Bench.MEGABYTE, 1, 1).load(bench.cluster());
    String name = table.name().toString();
    bench.stopSpark();
    List<Row> rows = new ArrayList<>();
    String what = "create " + type + (isFull() ? " of a small table" : ", nothing new");
    rows.add(row(what + ", in a warm process", warm(bench, name)));
    rows.add(row(what + ", each in a new process", cold(bench, name)));
    return rows;
  }

  private Times warm(Bench bench, String name) throws Exception {
    Configuration conf = bench.conf();
    String ours = root(bench, name);
    String stock = root(bench, name);
    return new Contest(name())
        .with(Times.OURS, () -> bench.longshore(args(bench, ours, name)), () -> {})
        .with(Times.STOCK, () -> StockTools.backup(conf, args(bench, stock, name, "-i")), () -> {})
        .run(1, 5);
  }

  /** As users run them; two rounds to warm up, since our first two commands archive classes. */
  private Times cold(Bench bench, String name) throws Exception {
    Path conf = bench.confDirectory();
    String ours = root(bench, name);
    String stock = root(bench, name);
    return new Contest(name() + ", new process")
        .with(Times.OURS, () -> OurCommand.run(conf, args(bench, ours, name)), () -> {})
        .with(
            Times.STOCK,
            () ->
                Fork.run(
                    List.of(OurCommand.HEAP),
                    List.of(conf),
                    BackupDriver.class,
                    args(bench, stock, name, "-i")),
            () -> {})
        .run(2, 5);
  }

  private boolean isFull() {
    return type.equals("full");
  }

  /** A root for a full backup each time; for incremental ones one that holds a full image. */
  private String root(Bench bench, String table) throws IOException {
    String root = next(bench);
    if (!isFull()) {
      bench.longshore("create", "full", root, "-t", table);
    }
    return root;
  }

  private String[] args(Bench bench, String root, String table, String... more) {
    List<String> args = new ArrayList<>(List.of("create", type, isFull() ? next(bench) : root));
    args.addAll(List.of("-t", table));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private Row row(String what, Times times) {
    return isFull()
        ? Row.ofTimes(what, times, "no slower than stock", times.times(Times.STOCK) >= 1)
        : Row.ofTimes(what, times, "half of stock's time", times.times(Times.STOCK) >= 2);
  }

  private String next(Bench bench) {
    return bench.place("small-" + roots.incrementAndGet()).toUri().toString();
  }
}
