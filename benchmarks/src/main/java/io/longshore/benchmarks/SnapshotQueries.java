package io.longshore.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.sql.Dataset;

/**
 * Queries of a snapshot beside HBase's own ways to read its files, and the same query of Parquet
 * written from it. A query's rows go to Spark's {@code noop}, which takes every value of every
 * column.
 */
abstract class SnapshotQueries implements Scenario {
  private static final String PARQUET = "parquet";
  private static final double SHARE = 0.05;

  /** Until the compiler is done with what is ours and what is others'. */
  private static final int WARM_UPS = 10;

  private static final int ROUNDS = 5;

  /**
   * What is asked.
   *
   * @param onePercent a condition on the key
   * @param newerThan the lowest timestamp of what the snapshot {@code newer} has more
   * @param keys that are looked up one by one, as SQL
   * @param parts whether only parts of the table are asked for, beside all of it: of a table that
   *     is large enough for that, since a query costs Spark some forty milliseconds, however little
   *     it reads
   */
  protected record Questions(
      QueryTable table,
      String title,
      String column,
      String onePercent,
      long newerThan,
      List<String> keys,
      boolean parts) {}

  /** Loads the table, and its snapshots {@code all} and, with one percent more, {@code newer}. */
  abstract List<Questions> load(Bench bench) throws Exception;

  @Override
  public List<Row> run(Bench bench) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Questions questions : load(bench)) {
      rows.addAll(questions.parts() ? measureParts(bench, questions) : measure(bench, questions));
    }
    return rows;
  }

  private static List<Row> measure(Bench bench, Questions asked) throws Exception {
    QueryTable table = asked.table();
    RegionReads theirs = new RegionReads(bench, table);
    Dataset<org.apache.spark.sql.Row> ours = read(bench, table, "all", 0);
    Path parquet = bench.place(table.name() + ".parquet");
    ours.write().mode("overwrite").parquet(parquet.toUri().toString());
    Dataset<org.apache.spark.sql.Row> far =
        bench.spark().read().parquet(parquet.toUri().toString());
    String column = "sum(" + asked.column() + ")";
    List<Row> rows = new ArrayList<>();

    Times all =
        new Contest("all columns of " + asked.title())
            .with(Times.OURS, () -> drain(ours), () -> {})
            .with(Times.STOCK, () -> theirs.scanners(new Scan()), () -> {})
            .with(Times.FLOOR, theirs::files, () -> {})
            .with(PARQUET, () -> drain(far), () -> {})
            .run(WARM_UPS, ROUNDS);
    rows.add(
        row(
            "all columns, beside a region scanner",
            asked,
            all,
            all.times(Times.STOCK) >= 1,
            "as fast as ClientSideRegionScanner"));
    rows.add(far("all columns", asked, all));

    Times formats =
        new Contest("TableSnapshotInputFormat of " + asked.title())
            .with(Times.OURS, () -> drain(ours), () -> {})
            .with(
                Times.STOCK,
                () ->
                    theirs.inputFormat(
                        bench.spark(),
                        table.snapshot("all"),
                        new org.apache.hadoop.fs.Path(bench.place("restored").toUri())),
                () -> Bench.delete(bench.place("restored")))
            .run(0, 1);
    rows.add(
        row(
            "all columns, beside TableSnapshotInputFormat",
            asked,
            formats,
            formats.times(Times.STOCK) >= 40,
            "40 times"));

    Times count =
        new Contest("count of " + asked.title())
            .with(Times.OURS, () -> ours.count(), () -> {})
            .with(Times.FLOOR, theirs::files, () -> {})
            .with(PARQUET, () -> far.count(), () -> {})
            .run(WARM_UPS, ROUNDS);
    rows.add(
        row("count(*)", asked, count, count.times(Times.FLOOR) >= 0.8, "0.8 of a raw file scan"));
    rows.add(far("count(*)", asked, count));

    Scan one = new Scan().addColumn(QueryTable.FAMILY, Bytes.toBytes(asked.column()));
    Times single =
        new Contest("one column of " + asked.title())
            .with(Times.OURS, () -> ours.selectExpr(column).collectAsList(), () -> {})
            .with(Times.STOCK, () -> theirs.scanners(one), () -> {})
            .with(PARQUET, () -> far.selectExpr(column).collectAsList(), () -> {})
            .run(WARM_UPS, ROUNDS);
    rows.add(
        row(
            "sum of one column",
            asked,
            single,
            single.times(Times.STOCK) >= 1.5,
            "1.5 times the region scanner with that column"));
    rows.add(far("sum of one column", asked, single));

    String keys = String.join(", ", asked.keys());
    Dataset<org.apache.spark.sql.Row> looked = ours.where("id IN (" + keys + ")");
    Times points =
        new Contest("1,000 look-ups of " + asked.title())
            .with(Times.OURS, () -> drain(looked), () -> {})
            .run(1, 5);
    rows.add(
        Row.ofOurs(
            asked.title() + ": 1,000 rows by IN (...)",
            points.seconds(Times.OURS),
            "",
            "3 s",
            points.median(Times.OURS) < 3));
    Bench.delete(parquet);
    return rows;
  }

  private static List<Row> measureParts(Bench bench, Questions asked) throws Exception {
    Dataset<org.apache.spark.sql.Row> ours = read(bench, asked.table(), "all", 0);
    double full =
        new Contest("all columns of " + asked.title())
            .with(Times.OURS, () -> drain(ours), () -> {})
            .run(1, 3)
            .median(Times.OURS);
    Dataset<org.apache.spark.sql.Row> newest =
        read(bench, asked.table(), "newer", asked.newerThan());
    return List.of(
        part("1% of the keys", asked, ours.where(asked.onePercent()), full),
        part("newest 1%, in files of its own", asked, newest, full));
  }

  private static Row row(String what, Questions asked, Times times, boolean met, String target) {
    return Row.ofTimes(asked.title() + ": " + what, times, target, met);
  }

  /** Not a target: how far a format is that is made for it. */
  private static Row far(String what, Questions asked, Times times) {
    return new Row(
        asked.title() + ": " + what + ", Parquet as the floor",
        times.seconds(Times.OURS),
        "",
        times.seconds(PARQUET),
        "",
        times.ratio(PARQUET),
        "the far mark",
        true);
  }

  private static Row part(
      String what, Questions asked, Dataset<org.apache.spark.sql.Row> rows, double full)
      throws Exception {
    Times times =
        new Contest(what + " of " + asked.title())
            .with(Times.OURS, () -> drain(rows), () -> {})
            .run(3, 9);
    double share = times.median(Times.OURS) / full;
    return Row.ofOurs(
        asked.title() + ": " + what,
        String.format(Locale.ROOT, "%.3f s, %.1f%%", times.median(Times.OURS), 100 * share),
        String.format(Locale.ROOT, "%.2f s", full),
        "5% of all columns and rows",
        share <= SHARE);
  }

  private static Dataset<org.apache.spark.sql.Row> read(
      Bench bench, QueryTable table, String which, long startTime) {
    return bench
        .spark()
        .read()
        .format("hbase_snapshot")
        .option("rootdir", bench.root().toUri().toString())
        .option("snapshot", table.snapshot(which))
        .option("columns", table.columns())
        .option("startTime", startTime)
        .load();
  }

  private static void drain(Dataset<org.apache.spark.sql.Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }
}
