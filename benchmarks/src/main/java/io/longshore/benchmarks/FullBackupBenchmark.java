package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Full backup and restore beside the stock tools: prints a table of ratios, and keeps it as a file
 * of results where all scenarios ran at full size.
 *
 * <pre>benchmarks/run full-backup [SCENARIO...]</pre>
 *
 * {@code -Dbenchmark.scale=0.1} shrinks the data; {@code -Dbenchmark.results=FILE} names the file.
 */
public final class FullBackupBenchmark {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new CopyLoops(),
          new EvenExport(),
          new SkewedExport(),
          new BandwidthAccuracy(),
          new Planning(),
          new FullRestores(),
          new SmallCreate());

  private FullBackupBenchmark() {}

  /**
   * @param args names of scenarios, all of them if none
   */
  public static void main(String[] args) throws Exception {
    List<String> wanted = List.of(args);
    double scale = Double.parseDouble(System.getProperty("benchmark.scale", "1"));
    List<Row> rows = new ArrayList<>();
    boolean failed = false;
    try (Bench bench = Bench.start(scale)) {
      for (Scenario scenario : SCENARIOS) {
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
      write(Path.of(results), table);
    }
    // HBase and Spark leave threads behind.
    System.exit(!failed && rows.stream().allMatch(Row::met) ? 0 : 1);
  }

  private static String table(List<Row> rows) {
    StringBuilder table = new StringBuilder(Row.HEADER).append('\n');
    rows.forEach(row -> table.append(row).append('\n'));
    return table.toString();
  }

  private static void write(Path file, String table) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        "# Full backup and restore beside the stock tools\n\n"
            + "Measured "
            + LocalDate.now(ZoneOffset.UTC)
            + " on "
            + Machine.hardware()
            + "; "
            + Machine.versions()
            + "; the stock tools on LocalJobRunner with two slots. Medians; ratios above one mean\n"
            + "that we are faster.\n\n"
            + "    benchmarks/run full-backup\n\n"
            + table);
  }
}
