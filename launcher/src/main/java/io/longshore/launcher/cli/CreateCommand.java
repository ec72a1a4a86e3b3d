package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.BackupImage;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.core.option.DataSize;
import io.longshore.launcher.session.BackupRequest;
import io.longshore.launcher.session.Backups;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code create full|incremental ROOT}. */
@Command(
    name = "create",
    description = "Makes a backup image.",
    footer = {
      "",
      "Examples:",
      "  longshore create full hdfs://nameservice/backups -t orders,customers",
      "  longshore create full file:///backups --bandwidth-total 200MB/s",
      "  longshore create incremental hdfs://nameservice/backups",
      "  longshore create full hdfs://nameservice/backups -t orders --dry-run"
    })
final class CreateCommand implements Callable<Integer>, OnSpark {
  @ParentCommand Longshore longshore;

  @Parameters(index = "0", paramLabel = "TYPE", description = "full or incremental")
  private String type;

  @Parameters(index = "1", paramLabel = "ROOT", description = "The backup root, a URI.")
  private String root;

  @Mixin private TableOptions tables;
  @Mixin private CopyOptions copy;
  @Mixin private FailureOption failure;

  @Option(names = "-i", description = "Does not read back what was written.")
  private boolean ignoreChecksum;

  @Option(
      names = "--full-if-needed",
      description = "Makes a full image where an incremental one cannot continue the last.")
  private boolean fullIfNeeded;

  @Option(
      names = "--skip-when-nothing-new",
      description = {
        "Makes no incremental image that would hold nothing: exit status 99, by which Airflow skips",
        "what follows."
      })
  private boolean skipEmpty;

  @Option(
      names = "--quarantine",
      description = "Puts a damaged WAL aside and reads it as far as it goes.")
  private boolean quarantine;

  @Option(
      names = "--run-id",
      paramLabel = "KEY",
      description = {
        "Names this run. Again with the same key it makes no second image: what was cut off is gone",
        "on with, and of what has ended the image is told. For schedulers that try again."
      })
  private String runId;

  @Option(
      names = "--dry-run",
      description = "Only says of what the image would be, and about how long it would take.")
  private boolean dryRun;

  @Option(names = "--resume", description = "Goes on with the backup that was cut off.")
  private boolean resume;

  /** What is printed. */
  record Result(
      String id,
      ImageType type,
      String root,
      List<String> tables,
      int files,
      long bytes,
      long milliseconds) {}

  /**
   * What is printed of an image that is not made.
   *
   * @param wals of an incremental image
   * @param milliseconds about how long it would take; null where no image was made before
   */
  record Planned(
      boolean dryRun,
      ImageType type,
      String root,
      List<String> tables,
      int wals,
      long bytes,
      Long milliseconds) {}

  @Override
  public Integer call() throws IOException {
    ImageType kind = type();
    ImageLayout layout = ImageLayout.of(root);
    try (Workplace workplace = new Workplace(longshore, copy.sparkSettings())) {
      Backups backups = new Backups(workplace.environment(), layout);
      if (dryRun) {
        print(
            workplace,
            layout,
            backups.plan(kind, tables.resolve(workplace.cluster()), fullIfNeeded));
        return 0;
      }
      ImageId id = resume ? backups.resume(failure.value()) : create(kind, backups, workplace);
      print(workplace, layout, id);
    }
    return 0;
  }

  private BackupRequest template() {
    return BackupRequest.template(
        copy.workers(),
        copy.bandwidth(),
        copy.total(),
        !ignoreChecksum,
        quarantine,
        skipEmpty,
        runId);
  }

  private ImageId create(ImageType kind, Backups backups, Workplace workplace) throws IOException {
    List<TableName> named = tables.resolve(workplace.cluster());
    if (runId != null) {
      Optional<ImageId> before = backups.of(runId, kind, named, failure.value());
      if (before.isPresent()) {
        return before.get();
      }
    }
    return kind == ImageType.FULL
        ? backups.full(named, template(), failure.value())
        : backups.incremental(named, template(), fullIfNeeded, failure.value());
  }

  private ImageType type() {
    for (ImageType each : ImageType.values()) {
      if (type.equalsIgnoreCase(each.name())) {
        if (each == ImageType.FULL && (fullIfNeeded || skipEmpty)) {
          throw Errors.invalidArgument(
              (fullIfNeeded ? "--full-if-needed" : "--skip-when-nothing-new")
                  + " is for incremental backups.",
              "Leave it out.");
        }
        return each;
      }
    }
    throw Errors.invalidArgument(
        "There is no backup of type \"" + type + "\".",
        "Use `longshore create full ROOT` or `longshore create incremental ROOT`.");
  }

  private void print(Workplace workplace, ImageLayout layout, Backups.Plan plan) {
    Estimate estimate = new Estimate(plan.pace(), plan.bytes(), copy.total());
    Planned planned =
        new Planned(
            true,
            plan.type(),
            layout.toString(),
            plan.tables().stream().map(TableName::getNameAsString).toList(),
            plan.wals(),
            plan.bytes(),
            estimate.milliseconds());
    workplace
        .output()
        .result(
            planned,
            out -> {
              out.println(
                  "Would make "
                      + (plan.type() == ImageType.FULL ? "a full" : "an incremental")
                      + " image of "
                      + String.join(" ", planned.tables())
                      + ": "
                      + (plan.type() == ImageType.FULL ? "about " : plan.wals() + " WALs, ")
                      + new DataSize(plan.bytes())
                      + ".");
              out.println(estimate);
            });
  }

  private static void print(Workplace workplace, ImageLayout layout, ImageId id)
      throws IOException {
    ImageStore images = ImageStore.at(layout, workplace.conf());
    BackupImage image = images.read(id);
    ImageInventory inventory = images.inventory(id).orElseThrow();
    Duration took = Duration.between(image.started(), image.completed());
    Result result =
        new Result(
            id.toString(),
            image.type(),
            layout.toString(),
            image.tables().stream().map(TableName::getNameAsString).toList(),
            inventory.files().size(),
            inventory.bytes(),
            took.toMillis());
    workplace
        .output()
        .result(
            result,
            out -> {
              out.println(
                  id
                      + ": "
                      + result.files()
                      + " files, "
                      + new DataSize(result.bytes())
                      + ", "
                      + String.join(" ", result.tables()));
              out.println("Check it with `longshore verify " + layout + " " + id + "`.");
            });
  }
}
