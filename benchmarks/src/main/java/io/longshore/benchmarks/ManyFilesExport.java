package io.longshore.benchmarks;

import io.longshore.testing.EmbeddedHdfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * A snapshot of 100,000 small store files exported to each kind of store by a process with a heap
 * of a gigabyte, which is driver and executor at once.
 *
 * <pre>benchmarks/run stores many-files</pre>
 */
final class ManyFilesExport implements Scenario {
  private static final int FILES_A_REGION = 100;
  private static final String BUCKET = "many-files";

  /** Two DataNodes; and where one has not reported a block yet, a client need not wait for long. */
  private static final Map<String, String> SMALL_HDFS =
      Map.of(
          "dfs.replication",
          "1",
          "dfs.client.block.write.locateFollowingBlock.initial.delay.ms",
          "5");

  @Override
  public String name() {
    return "many-files";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    int files = (int) Math.max(FILES_A_REGION, 100_000 * bench.scale());
    Path root = bench.place("many");
    FabricatedSnapshot.writeWithFiles(
        bench.conf(), root, "many", files / FILES_A_REGION, FILES_A_REGION);
    List<Row> rows = new ArrayList<>();
    rows.add(
        export(files, root, "a directory", bench.place("copies").toUri().toString(), Map.of()));
    Bench.delete(bench.place("copies"));
    try (EmbeddedHdfs hdfs = new EmbeddedHdfs(bench.place("hdfs"), new Configuration(), 2)) {
      rows.add(
          export(
              files,
              root,
              "HDFS",
              hdfs.configuration().get("fs.defaultFS") + "/copies",
              SMALL_HDFS));
    }
    Path jar = Path.of(System.getProperty("benchmark.s3proxy"));
    try (S3ProxyServer server = S3ProxyServer.start(jar, bench.place("many-s3"), BUCKET)) {
      rows.add(export(files, root, "S3", "s3a://" + BUCKET + "/copies", server.settings()));
    }
    return rows;
  }

  private static Row export(
      int files, Path root, String where, String target, Map<String, String> settings)
      throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>(List.of("-Xmx1g"));
    settings.forEach((key, value) -> flags.add("-D" + ManyFilesProcess.PREFIX + key + "=" + value));
    List<String> lines =
        Fork.run(flags, ManyFilesProcess.class, root.toUri().toString(), "many", target);
    String[] words = lines.get(lines.size() - 1).split(" ");
    return Row.ofOurs(
        String.format(Locale.ROOT, "export of %,d store files to %s, -Xmx1g", files, where),
        String.format(
            Locale.ROOT,
            "%s s, %s MB of heap in use at the end, %s at most",
            words[1],
            words[2],
            words[3]),
        "",
        "all files, 1 GB",
        Integer.parseInt(words[0]) == files);
  }
}
