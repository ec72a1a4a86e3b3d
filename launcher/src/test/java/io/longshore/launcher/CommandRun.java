package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.SharedStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A command that was run in this process against a cluster, as a user would run it.
 *
 * @param status its exit status
 * @param out what it printed as its result
 * @param err what it said beside
 */
record CommandRun(int status, String out, String err) {
  private static final Map<EmbeddedHBase, Path> SITES = new ConcurrentHashMap<>();

  static {
    // Commands use the session they find, and leave it open: so none of them has to start Spark.
    // A failed task is tried again, as on a cluster.
    SharedStore.get()
        .addTo(SparkSessions.open("local[2,4]", Map.of()).sparkContext().hadoopConfiguration());
  }

  static CommandRun of(EmbeddedHBase cluster, String... args) {
    return of(cluster, StepObserver.NONE, args);
  }

  static CommandRun of(EmbeddedHBase cluster, StepObserver observer, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-conf", siteOf(cluster).toString()));
    int status =
        Longshore.run(
            observer,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all.toArray(String[]::new));
    return new CommandRun(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The {@code hbase-site.xml} with which other processes reach the cluster. */
  static Path siteOf(EmbeddedHBase cluster) {
    return SITES.computeIfAbsent(cluster, CommandRun::write);
  }

  private static Path write(EmbeddedHBase cluster) {
    try {
      Path conf = cluster.directory().resolve("conf");
      Files.createDirectories(conf);
      return cluster.writeConfiguration(conf).resolve("hbase-site.xml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, but it must succeed. */
  static CommandRun ok(EmbeddedHBase cluster, String... args) {
    CommandRun run = of(cluster, args);
    assertThat(run.status()).as("%s: %s", List.of(args), run).isZero();
    return run;
  }

  /** The id of the image that {@code create} made. */
  String imageId() {
    return out.lines().findFirst().orElseThrow(() -> new AssertionError(err)).split(":")[0];
  }
}
