package io.longshore.launcher.demo;

import io.longshore.core.error.Errors;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.testing.CellOracle;
import io.longshore.testing.Comparison;
import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;

/** Backs a table up, drops it, restores it, and compares every cell with what it was. */
public final class Demo {
  private static final TableName ORIGINAL = TableName.valueOf("flights_original");

  private final Path directory;
  private final PrintStream out;
  private final Commands commands;
  private final Runnable beforeStop;
  private final List<Timing> timings = new ArrayList<>();

  /**
   * @param directory of the embedded HBase, with its data and the backups
   * @param commands runs Longshore's own
   * @param beforeStop called before HBase is stopped, whose cleaners then complain of servers that
   *     have gone
   */
  public Demo(Path directory, PrintStream out, Commands commands, Runnable beforeStop) {
    this.directory = directory;
    this.out = out;
    this.commands = commands;
    this.beforeStop = beforeStop;
  }

  /** Runs a command line of Longshore's. */
  @FunctionalInterface
  public interface Commands {
    /**
     * @return what it printed
     * @throws io.longshore.core.error.LongshoreException if it failed
     */
    String run(String... args);
  }

  /** How long a part took. */
  public record Timing(String what, long milliseconds) {}

  /**
   * What the demonstration showed.
   *
   * @param cells compared, of which {@code olderVersions} and {@code deleteMarkers}
   */
  public record Result(
      long flights,
      long cells,
      long olderVersions,
      long deleteMarkers,
      boolean same,
      List<Timing> timings) {}

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  public Result run() throws IOException {
    Files.createDirectories(directory);
    try (EmbeddedHBase hbase =
        timed(
            "Start HBase (master, region server, ZooKeeper)",
            () ->
                EmbeddedHBase.builder(directory)
                    .set(
                        "hbase.client.rpc.codec",
                        "org.apache.hadoop.hbase.codec.KeyValueCodecWithTags")
                    .start())) {
      try {
        return show(hbase);
      } finally {
        beforeStop.run();
      }
    }
  }

  private Result show(EmbeddedHBase hbase) throws IOException {
    Path site = hbase.writeConfiguration(directory.resolve("conf")).resolve("hbase-site.xml");
    Flights.Loaded loaded = timed("Load flights", () -> Flights.load(hbase.connection()));
    out.printf(
        Locale.ROOT,
        "  %,d flights, %,d of them corrected once (two versions), %,d deleted again%n",
        loaded.flights(),
        loaded.corrected(),
        loaded.deleted());
    timed("Keep a copy to compare with (HBase's own snapshot and clone)", () -> keep(hbase));
    String root = directory.resolve("backups").toUri().toString();
    String table = Flights.TABLE.getNameAsString();
    String created = longshore(site, "Full backup", "create", "full", root, "-t", table);
    String id = created.split(":")[0];
    longshore(site, "Verify the image", "verify", root, id);
    timed("Drop the table", () -> drop(hbase));
    longshore(site, "Restore", "restore", root, id, "-t", table);
    Comparison comparison =
        timed(
            "Compare every cell: versions, delete markers, tags",
            () ->
                CellOracle.firstDifference(
                    hbase.connection(),
                    ORIGINAL,
                    hbase.connection(),
                    Flights.TABLE,
                    CellOracle.rawScan()));
    return report(loaded, comparison);
  }

  private Result report(Flights.Loaded loaded, Comparison comparison) {
    if (comparison.isSame()) {
      out.printf(
          Locale.ROOT,
          "  The same: %,d cells, %,d of them older versions, %,d delete markers.%n",
          comparison.cells(),
          comparison.olderVersions(),
          comparison.markers());
    } else {
      out.println("  DIFFERENT: " + comparison.difference().orElse(""));
    }
    return new Result(
        loaded.flights(),
        comparison.cells(),
        comparison.olderVersions(),
        comparison.markers(),
        comparison.isSame(),
        timings);
  }

  private String longshore(Path site, String what, String... args) throws IOException {
    return timed(
        what,
        () -> {
          out.println("  $ longshore " + String.join(" ", args));
          List<String> all = new ArrayList<>(List.of(args));
          all.addAll(List.of("-conf", site.toString()));
          String printed = commands.run(all.toArray(String[]::new));
          printed.lines().forEach(line -> out.println("  " + line));
          return printed;
        });
  }

  private static Void keep(EmbeddedHBase hbase) throws IOException {
    try (Admin admin = hbase.admin()) {
      // Compactions would drop versions and markers in one of the two and not in the other.
      admin.compactionSwitch(false, List.of());
      // It may delete directories of a clone's links while they are still empty; HBase tries again,
      // and says so.
      admin.cleanerChoreSwitch(false);
      admin.snapshot("flights_kept", Flights.TABLE);
      admin.cloneSnapshot("flights_kept", ORIGINAL);
    }
    return null;
  }

  private static Void drop(EmbeddedHBase hbase) throws IOException {
    new ClusterOperations(new Cluster(hbase.configuration())).dropTable(Flights.TABLE);
    return null;
  }

  private <T> T timed(String what, Work<T> work) throws IOException {
    out.println(what);
    long began = System.nanoTime();
    try {
      return work.run();
    } catch (RuntimeException e) {
      throw Errors.find(e);
    } finally {
      long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
      timings.add(new Timing(what, took));
      out.printf(Locale.ROOT, "  %.1f s%n", took / 1000.0);
    }
  }
}
