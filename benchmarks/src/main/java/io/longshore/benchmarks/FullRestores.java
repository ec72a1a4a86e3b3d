package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.filter.KeyOnlyFilter;

/**
 * The same full image of a gigabyte restored by us and by the stock tool, each as a command with
 * everything it starts. The table that was backed up, and all files of it, are gone before: we
 * would not copy what the cluster still has. The floor is the image copied by {@code cp -r}.
 *
 * <pre>benchmarks/run full-backup restore</pre>
 */
final class FullRestores implements Scenario {
  private final AtomicInteger copies = new AtomicInteger();

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    BenchTable table = bench.takeEven();
    String name = table.name().toString();
    bench.stopSpark();
    Path backups = bench.place("backups");
    String root = backups.toUri().toString();
    String image = bench.longshore("create", "full", root, "-t", name);
    bench.cluster().admin().deleteSnapshot(table.snapshot());
    long rows = count(bench, table.name());
    forget(bench, table.name());
    Configuration conf = bench.conf();
    Path copied = bench.place("copied");
    Times times =
        new Contest(name())
            .with(
                Times.OURS,
                () -> bench.longshore("restore", root, image, "-t", name, "-m", next()),
                () -> check(bench, rows))
            .with(
                Times.STOCK,
                () -> StockTools.restore(conf, root, image, name, next()),
                () -> check(bench, rows))
            .with(
                Times.FLOOR,
                () ->
                    Contest.command(
                        "cp", "-r", backups.resolve(image).toString(), copied.toString()),
                () -> Bench.delete(copied))
            .run(0, 3);
    return List.of(
        Row.ofTimes(
            "restore of a full image of "
                + table.bytes() / Bench.MEGABYTE
                + " MB; floor is cp -r of the image",
            times,
            "3 times the stock restore",
            times.times(Times.STOCK) >= 3));
  }

  private String next() {
    return "copy_" + copies.incrementAndGet();
  }

  private void check(Bench bench, long rows) throws IOException {
    TableName restored = TableName.valueOf("copy_" + copies.get());
    long found = count(bench, restored);
    if (found != rows) {
      throw new IOException(restored + " has " + found + " rows of " + rows);
    }
    forget(bench, restored);
  }

  private static long count(Bench bench, TableName name) throws IOException {
    Scan scan = new Scan().setFilter(new KeyOnlyFilter()).setCaching(10_000);
    long count = 0;
    try (Table table = bench.cluster().connection().getTable(name);
        ResultScanner rows = table.getScanner(scan)) {
      while (rows.next() != null) {
        count++;
      }
    }
    return count;
  }

  /** Drops a table and deletes what HBase has kept of it and of what it was cloned from. */
  private static void forget(Bench bench, TableName name) throws IOException {
    bench.cluster().drop(name);
    Bench.delete(bench.root().resolve("archive/data/default"));
  }
}
