package io.longshore.benchmarks;

import io.longshore.core.copy.CopySettings;
import io.longshore.jobs.ExportSnapshot;
import io.longshore.jobs.SparkSessions;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyReport;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseConfiguration;

/**
 * Exports a snapshot, and prints how many files it copied, the seconds, and the megabytes of heap
 * that were in use after a collection and at most.
 */
final class ManyFilesProcess {
  /** Of system properties that are Hadoop's settings. */
  static final String PREFIX = "hadoop.";

  private ManyFilesProcess() {}

  public static void main(String[] args) throws IOException {
    Configuration conf = HBaseConfiguration.create();
    System.getProperties().stringPropertyNames().stream()
        .filter(key -> key.startsWith(PREFIX))
        .forEach(key -> conf.set(key.substring(PREFIX.length()), System.getProperty(key)));
    long began = System.nanoTime();
    CopyReport report =
        new ExportSnapshot(
                new Path(args[0]),
                args[1],
                new Path(args[2]),
                args[1],
                false,
                false,
                true,
                CopySettings.from(conf),
                CopyLimits.NONE)
            .run(SparkSessions.open("local[2]", Map.of()), conf, ProgressListener.SILENT);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.gc();
    long used = (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    System.out.printf(
        Locale.ROOT, "%d %.1f %d %d%n", report.files().size(), seconds, used, Heap.peak());
    // S3A and Spark leave threads behind.
    System.exit(0);
  }
}
