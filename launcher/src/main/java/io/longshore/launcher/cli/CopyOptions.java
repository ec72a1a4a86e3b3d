package io.longshore.launcher.cli;

import io.longshore.core.option.Bandwidth;
import io.longshore.jobs.copy.CopyLimits;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How fast data is moved, and by whom. */
final class CopyOptions {
  @Option(
      names = "-w",
      paramLabel = "N",
      description = "Number of parallel tasks; as many as the cluster runs if not given.")
  private int workers;

  @Option(names = "-b", paramLabel = "MB", description = "Bandwidth of a task in MB/s.")
  private Long bandwidth;

  @Option(
      names = "--bandwidth-total",
      paramLabel = "RATE",
      description = "Bandwidth of the whole job, such as 200MB/s; a plain number is MB/s.")
  private String total;

  @Option(names = "-q", paramLabel = "QUEUE", description = "The YARN queue to run in.")
  private String queue;

  int workers() {
    return workers;
  }

  /** Bytes a second a task, zero for no limit. */
  long bandwidth() {
    return bandwidth == null || bandwidth == -1
        ? 0
        : Bandwidth.ofMegabytesPerSecond(bandwidth).bytesPerSecond();
  }

  /** Bytes a second, zero for no limit. */
  long total() {
    return total == null ? 0 : Bandwidth.parse(total).bytesPerSecond();
  }

  CopyLimits limits() {
    return CopyLimits.of(workers, bandwidth(), total());
  }

  Map<String, String> sparkSettings() {
    Map<String, String> settings = new HashMap<>();
    if (queue != null) {
      settings.put("spark.yarn.queue", queue);
    }
    return settings;
  }
}
