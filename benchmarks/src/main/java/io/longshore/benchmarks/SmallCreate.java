package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.backup.BackupDriver;

/**
 * A full backup of a table of a few rows: what a command costs by itself, the start of Spark or
 * MapReduce included. Once in this process, which is warm, and once in new processes, which is what
 * a user waits for.
 *
 * <pre>benchmarks/run full-backup small-create</pre>
 */
final class SmallCreate implements Scenario {
  private static final String HEAP = "-Xmx1g";

  private final AtomicInteger roots = new AtomicInteger();

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
    rows.add(row("create full of a small table, in a warm process", warm(bench, name)));
    rows.add(row("create full of a small table, each in a new process", cold(bench, name)));
    return rows;
  }

  private Times warm(Bench bench, String table) throws Exception {
    Configuration conf = bench.conf();
    return new Contest(name())
        .with(
            Times.OURS, () -> bench.longshore("create", "full", next(bench), "-t", table), () -> {})
        .with(Times.STOCK, () -> StockTools.createFull(conf, next(bench), table), () -> {})
        .run(1, 5);
  }

  /** As users run them; two rounds to warm up, since our first two commands archive classes. */
  private Times cold(Bench bench, String table) throws Exception {
    Path conf = bench.confDirectory();
    return new Contest(name() + ", new process")
        .with(Times.OURS, () -> command(conf, "create", "full", next(bench), "-t", table), () -> {})
        .with(
            Times.STOCK,
            () ->
                Fork.run(
                    List.of(HEAP),
                    List.of(conf),
                    BackupDriver.class,
                    "create",
                    "full",
                    next(bench),
                    "-t",
                    table,
                    "-i"),
            () -> {})
        .run(2, 5);
  }

  private static void command(Path conf, String... args) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("./longshore"));
    words.addAll(List.of(args));
    ProcessBuilder process = new ProcessBuilder(words).inheritIO();
    process.environment().put("HBASE_CONF_DIR", conf.toString());
    process.environment().put("LONGSHORE_OPTS", HEAP);
    int status = process.start().waitFor();
    if (status != 0) {
      throw new IOException(words + " exited with " + status);
    }
  }

  private static Row row(String what, Times times) {
    return Row.ofTimes(what, times, "no slower than stock", times.times(Times.STOCK) >= 1);
  }

  private String next(Bench bench) {
    return bench.place("small-" + roots.incrementAndGet()).toUri().toString();
  }
}
