package io.longshore.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes to plan a query of a snapshot of 100,000 store files, twenty thousand regions
 * of five, in a new process with a heap of a gigabyte.
 *
 * <pre>benchmarks/run snapshot-query query-planning</pre>
 */
final class QueryPlanning implements Scenario {
  private static final int FILES = 100_000;
  private static final int FILES_A_REGION = 5;

  @Override
  public String name() {
    return "query-planning";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    Path root = bench.place("queried");
    FabricatedSnapshot.write(bench.conf(), root, "many", FILES / FILES_A_REGION, FILES_A_REGION);
    List<String> lines =
        Fork.run(List.of("-Xmx1g"), QueryPlanProcess.class, root.toUri().toString(), "many");
    String[] words = lines.get(lines.size() - 1).split(" ");
    double seconds = Double.parseDouble(words[1]);
    return List.of(
        Row.ofOurs(
            String.format(Locale.ROOT, "plan of a query of %,d store files, -Xmx1g", FILES),
            String.format(
                Locale.ROOT, "%.2f s cold, %s tasks, heap %s MB", seconds, words[0], words[2]),
            "",
            "10 s",
            seconds < 10));
  }
}
