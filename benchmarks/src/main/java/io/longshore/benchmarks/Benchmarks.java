package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Our jobs and commands beside the stock tools: prints a table of ratios, and keeps it as a file of
 * results where all scenarios ran at full size.
 *
 * <pre>
 * benchmarks/run full-backup|incremental-backup|commands|merge|snapshot-query|stores [SCENARIO...]
 * </pre>
 *
 * {@code -Dbenchmark.scale=0.1} shrinks the data; {@code -Dbenchmark.results=FILE} names the file.
 */
public final class Benchmarks {
  private static final Map<String, Suite> SUITES =
      Map.of(
          "full-backup",
          new Suite(
              "Full backup and restore beside the stock tools",
              List.of(
                  new CopyLoops(),
                  new EvenExport(),
                  new SkewedExport(),
                  new BandwidthAccuracy(),
                  new Planning(),
                  new FullRestores(),
                  new SmallCreate("full"))),
          "incremental-backup",
          new Suite(
              "Incremental backup beside the stock tools",
              List.of(new WalConversion(), new SmallCreate("incremental"))),
          "commands",
          new Suite(
              "Commands that run no job, process start included", List.of(new MetadataCommands())),
          "merge",
          new Suite(
              "Merging images, and reading chains of them",
              List.of(new ImageMerges(), new ChainQueries())),
          "stores",
          new Suite(
              "Other stores, and executors that are processes",
              List.of(new S3Export(), new WorkersBandwidth(), new ManyFilesExport())),
          "snapshot-query",
          new Suite(
              "Queries of snapshots beside HBase's own ways to read them",
              List.of(new SyntheticQueries(), new FlightQueries(), new QueryPlanning())));

  private record Suite(String title, List<Scenario> scenarios) {}

  private Benchmarks() {}

  /**
   * @param args the suite's name, and those of scenarios, all of them if none
   */
  public static void main(String[] args) throws Exception {
    Suite suite = SUITES.get(args[0]);
    List<String> wanted = List.of(args).subList(1, args.length);
    double scale = Double.parseDouble(System.getProperty("benchmark.scale", "1"));
    List<Row> rows = new ArrayList<>();
    boolean failed = false;
    try (Bench bench = Bench.start(scale)) {
      for (Scenario scenario : suite.scenarios()) {
        if (wanted.isEmpty() || wanted.contains(scenario.name())) {
          try {
            List<Row> measured = scenario.run(bench);
            measured.forEach(System.err::println);
            rows.addAll(measured);
          } catch (Exception e) {
            System.err.println(scenario.name() + " failed");
            e.printStackTrace();
            failed = true;
          }
        }
      }
    }
    String table = table(rows);
    System.out.println(table);
    String results = System.getProperty("benchmark.results");
    if (results != null && wanted.isEmpty() && scale == 1 && !failed) {
      write(Path.of(results), args[0], suite.title(), table);
    }
    // HBase and Spark leave threads behind.
    System.exit(!failed && rows.stream().allMatch(Row::met) ? 0 : 1);
  }

  private static String table(List<Row> rows) {
    StringBuilder table = new StringBuilder(Row.HEADER).append('\n');
    rows.forEach(row -> table.append(row).append('\n'));
    return table.toString();
  }

  private static void write(Path file, String name, String title, String table) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        "# "
            + title
            + "\n\n"
            + "Measured "
            + LocalDate.now(ZoneOffset.UTC)
            + " on "
            + Machine.hardware()
            + "; "
            + Machine.versions()
            + "; the stock tools on LocalJobRunner with two slots. Medians; ratios above one mean\n"
            + "that we are faster.\n\n"
            + "    benchmarks/run "
            + name
            + "\n\n"
            + table);
  }
}
