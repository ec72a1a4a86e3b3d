package io.longshore.benchmarks;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.EmbeddedHBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hbase.HConstants;
import org.apache.spark.sql.SparkSession;

/** What the scenarios share: a cluster in a directory of its own, Spark, and how much data. */
final class Bench implements AutoCloseable {
  static final long MEGABYTE = 1 << 20;

  private final Path directory;
  private final EmbeddedHBase cluster;
  private final Path site;
  private final double scale;
  private BenchTable even;
  private BenchTable skewed;

  private Bench(Path directory, EmbeddedHBase cluster, double scale) throws IOException {
    this.directory = directory;
    this.cluster = cluster;
    this.scale = scale;
    this.site = cluster.writeConfiguration(directory.resolve("conf")).resolve("hbase-site.xml");
  }

  /**
   * @param scale how much of the full size the data has
   */
  static Bench start(double scale) throws IOException {
    Path directory = Files.createTempDirectory("longshore-benchmark");
    EmbeddedHBase cluster =
        EmbeddedHBase.builder(directory.resolve("cluster"))
            .set("mapreduce.local.map.tasks.maximum", "2")
            .set("mapreduce.local.reduce.tasks.maximum", "2")
            .set("fs.slow.impl", SlowFileSystem.class.getName())
            .start();
    return new Bench(directory, cluster, scale);
  }

  EmbeddedHBase cluster() {
    return cluster;
  }

  Configuration conf() {
    return cluster.configuration();
  }

  /** The directory of a configuration with which other processes reach the cluster. */
  Path confDirectory() {
    return site.getParent();
  }

  /** How much of the full size the data has. */
  double scale() {
    return scale;
  }

  long bytes(long megabytes) {
    return Math.max(MEGABYTE, (long) (megabytes * MEGABYTE * scale));
  }

  /** A gigabyte in sixteen files. */
  BenchTable even() throws IOException {
    if (even == null) {
      even = BenchTable.even("even", bytes(1024), 8, 2).load(cluster);
    }
    return even;
  }

  /** The same, for a scenario that drops it. */
  BenchTable takeEven() throws IOException {
    BenchTable taken = even();
    even = null;
    return taken;
  }

  /** A table with one file of half a gigabyte, which is 80% of it. */
  BenchTable skewed() throws IOException {
    if (skewed == null) {
      skewed = BenchTable.skewed("skewed", bytes(640)).load(cluster);
    }
    return skewed;
  }

  /** A place for files; nothing is there yet. */
  Path place(String name) {
    return directory.resolve(name);
  }

  /** The cluster's root on the local disk. */
  Path root() {
    return Path.of(
        new org.apache.hadoop.fs.Path(conf().get(HConstants.HBASE_DIR)).toUri().getPath());
  }

  static void delete(Path path) throws IOException {
    if (Files.exists(path) && !FileUtil.fullyDelete(path.toFile())) {
      throw new IOException("Cannot delete " + path);
    }
  }

  /** The session that jobs share until {@link #stopSpark}. */
  SparkSession spark() {
    return SparkSessions.open(null, Map.of());
  }

  /** So that the next command starts and stops one of its own. */
  void stopSpark() {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }

  /**
   * Runs a command of ours as a user would.
   *
   * @return the first word it printed
   */
  String longshore(String... args) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-conf", site.toString()));
    int status =
        Longshore.run(
            StepObserver.NONE,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all.toArray(String[]::new));
    if (status != 0) {
      throw new IOException(
          "longshore "
              + args[0]
              + " exited with "
              + status
              + ": "
              + err.toString(StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.UTF_8).split("[:\\s]", 2)[0];
  }

  @Override
  public void close() throws IOException {
    stopSpark();
    try {
      cluster.close();
    } finally {
      delete(directory);
    }
  }
}
