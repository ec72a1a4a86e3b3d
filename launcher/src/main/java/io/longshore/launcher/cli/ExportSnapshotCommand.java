package io.longshore.launcher.cli;

import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileAttributes;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageType;
import io.longshore.core.option.Bandwidth;
import io.longshore.core.option.DataSize;
import io.longshore.jobs.ExportSnapshot;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyReport;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code export-snapshot}, with the flags of HBase's ExportSnapshot. */
@Command(
    name = "export-snapshot",
    description = "Copies one snapshot to another root of HBase.",
    footer = {
      "",
      "Example:",
      "  longshore export-snapshot --snapshot orders_s --copy-to hdfs://other/hbase",
      "  longshore export-snapshot --snapshot orders_s --copy-to hdfs://other/hbase --dry-run"
    })
final class ExportSnapshotCommand implements Callable<Integer>, OnSpark {
  @ParentCommand Longshore longshore;

  @Option(
      names = {"--snapshot", "-snapshot"},
      paramLabel = "NAME",
      required = true,
      description = "The snapshot.")
  private String snapshot;

  @Option(
      names = {"--copy-to", "-copy-to"},
      paramLabel = "URI",
      required = true,
      description = "The root to copy it to.")
  private String to;

  @Option(
      names = {"--copy-from", "-copy-from"},
      paramLabel = "URI",
      description = "The root it lies in; hbase.rootdir if not given.")
  private String from;

  @Option(
      names = {"--target", "-target"},
      paramLabel = "NAME",
      description = "What the copy is called.")
  private String target;

  @Option(
      names = {"--overwrite", "-overwrite"},
      description = "Replaces a snapshot of that name.")
  private boolean overwrite;

  @Option(
      names = {"--no-checksum-verify", "-no-checksum-verify"},
      description = "Does not read back what was written.")
  private boolean noChecksumVerify;

  @Option(
      names = {"--no-source-verify", "-no-source-verify"},
      description = "Copies an expired snapshot too.")
  private boolean noSourceVerify;

  @Option(
      names = {"--no-target-verify", "-no-target-verify"},
      description = "Accepted for ExportSnapshot's sake: every file is checked as it is copied.")
  private boolean noTargetVerify;

  @Option(
      names = {"--reset-ttl", "-reset-ttl"},
      description = "The copy never expires.")
  private boolean resetTtl;

  @Option(
      names = {"--chuser", "-chuser"},
      paramLabel = "USER",
      description = "The owner of the copies.")
  private String owner;

  @Option(
      names = {"--chgroup", "-chgroup"},
      paramLabel = "GROUP",
      description = "The group of the copies.")
  private String group;

  @Option(
      names = {"--chmod", "-chmod"},
      paramLabel = "MODE",
      description = "The permissions of the copies, octal.")
  private String mode;

  @Option(
      names = {"--mappers", "-mappers", "-w"},
      paramLabel = "N",
      description = "Number of parallel tasks.")
  private int workers;

  @Option(
      names = {"--bandwidth", "-bandwidth", "-b"},
      paramLabel = "MB",
      description = "Bandwidth of a task in MB/s.")
  private Long bandwidth;

  @Option(
      names = "--bandwidth-total",
      paramLabel = "RATE",
      description = "Bandwidth of the whole job, such as 200MB/s; a plain number is MB/s.")
  private String total;

  @Option(
      names = "--dry-run",
      description = "Only says what would be copied, and about how long it would take.")
  private boolean dryRun;

  @Option(names = "-q", paramLabel = "QUEUE", description = "The YARN queue to run in.")
  private String queue;

  /** What is printed. */
  record Result(
      String snapshot,
      String target,
      String copyTo,
      int files,
      long bytes,
      long filesMoved,
      long bytesMoved,
      long milliseconds) {}

  /**
   * What is printed of a copy that is not made.
   *
   * @param milliseconds about how long it would take; null where no image was made before
   */
  record Planned(
      boolean dryRun,
      String snapshot,
      String target,
      String copyTo,
      int files,
      long bytes,
      int filesThere,
      long bytesThere,
      Long milliseconds) {}

  @Override
  public Integer call() throws IOException {
    Map<String, String> spark = queue == null ? Map.of() : Map.of("spark.yarn.queue", queue);
    String name = target == null ? snapshot : target;
    Path destination = new Path(to);
    if (destination.toUri().getScheme() == null) {
      throw Errors.targetWithoutScheme(to);
    }
    try (Workplace workplace = new Workplace(longshore, spark)) {
      CopySettings settings =
          CopySettings.from(workplace.conf())
              .withAttributes(new FileAttributes(owner, group, mode(), true));
      ExportSnapshot export =
          new ExportSnapshot(
              from == null ? workplace.cluster().root() : new Path(from),
              snapshot,
              destination,
              name,
              overwrite,
              resetTtl,
              !noSourceVerify,
              noChecksumVerify ? settings.withoutVerification() : settings,
              limits());
      if (dryRun) {
        print(workplace, name, export.plan(workplace.conf()));
        return 0;
      }
      CopyReport report = export.run(workplace.spark(), workplace.conf(), workplace.progress());
      Result result =
          new Result(
              snapshot,
              name,
              to,
              report.files().size(),
              report.bytes(),
              report.filesMoved(),
              report.bytesMoved(),
              report.took().toMillis());
      workplace
          .output()
          .result(
              result,
              out ->
                  out.println(
                      name
                          + " is in "
                          + to
                          + ": "
                          + result.files()
                          + " files, "
                          + new DataSize(result.bytes())
                          + ", of which "
                          + new DataSize(result.bytesMoved())
                          + " were copied."));
    }
    return 0;
  }

  private void print(Workplace workplace, String name, ExportSnapshot.Plan plan)
      throws IOException {
    Estimate estimate =
        Estimate.of(
            ImageType.FULL, workplace.cluster(), plan.bytes() - plan.bytesThere(), bytesASecond());
    workplace
        .output()
        .result(
            new Planned(
                true,
                snapshot,
                name,
                to,
                plan.files(),
                plan.bytes(),
                plan.there(),
                plan.bytesThere(),
                estimate.milliseconds()),
            out -> {
              out.println(
                  "Would copy "
                      + snapshot
                      + " to "
                      + to
                      + ": "
                      + plan.files()
                      + " files, "
                      + new DataSize(plan.bytes())
                      + ", of which "
                      + new DataSize(plan.bytesThere())
                      + " are there already.");
              out.println(estimate);
            });
  }

  /** Zero for no limit. */
  private long bytesASecond() {
    return total == null ? 0 : Bandwidth.parse(total).bytesPerSecond();
  }

  private CopyLimits limits() {
    return CopyLimits.of(
        workers,
        bandwidth == null ? 0 : Bandwidth.ofMegabytesPerSecond(bandwidth).bytesPerSecond(),
        bytesASecond());
  }

  private int mode() {
    try {
      return mode == null ? 0 : Integer.parseInt(mode, 8);
    } catch (NumberFormatException e) {
      throw Errors.invalidArgument(
          "\"" + mode + "\" is no octal mode.", "Write it as 640 or 0640.");
    }
  }
}
