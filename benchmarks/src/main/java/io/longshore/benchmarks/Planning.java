package io.longshore.benchmarks;

import io.longshore.jobs.copy.PlanProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes to plan the export of a snapshot of many store files, in a new process with a
 * heap of a gigabyte. The floor is HBase's own reading of the manifest, in the same process.
 *
 * <pre>benchmarks/run full-backup planning</pre>
 */
final class Planning implements Scenario {
  private static final int FILES_A_REGION = 100;

  @Override
  public String name() {
    return "planning";
  }

  /**
   * What a process measured.
   *
   * @param cold the first time, in seconds
   * @param warm the median of ten more, when the compiler is done with it
   * @param parse HBase's own reading of the manifest, cold
   * @param heap the most that was in use, in megabytes
   */
  private record Measured(double cold, double warm, double parse, long heap) {}

  @Override
  public List<Row> run(Bench bench) throws Exception {
    List<Row> rows = new ArrayList<>();
    double quarter = 0;
    for (int files : new int[] {25_000, 50_000, 100_000}) {
      Path root = bench.place("manifest-" + files);
      FabricatedSnapshot.write(bench.conf(), root, "many", files / FILES_A_REGION, FILES_A_REGION);
      Measured measured = measure(root, files);
      if (quarter == 0) {
        quarter = measured.warm();
      }
      double growth = measured.warm() / quarter;
      double linear = files / 25_000.0;
      rows.add(
          Row.ofOurs(
              String.format(Locale.ROOT, "plan of %,d store files, -Xmx1g", files),
              String.format(
                  Locale.ROOT,
                  "%.2f s cold, %.2f s warm, heap %d MB",
                  measured.cold(),
                  measured.warm(),
                  measured.heap()),
              String.format(Locale.ROOT, "%.2f s", measured.parse()),
              String.format(Locale.ROOT, "10 s; growth %.1f where linear is %.0f", growth, linear),
              measured.cold() < 10 && growth <= linear * 1.5));
    }
    return rows;
  }

  private static Measured measure(Path root, int files) throws IOException, InterruptedException {
    List<String> lines =
        Fork.run(List.of("-Xmx1g"), PlanProcess.class, root.toUri().toString(), "many");
    String[] words = lines.get(lines.size() - 1).split(" ");
    if (Integer.parseInt(words[0]) != files) {
      throw new IOException("planned " + words[0] + " files of " + files);
    }
    return new Measured(
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Long.parseLong(words[4]));
  }
}
