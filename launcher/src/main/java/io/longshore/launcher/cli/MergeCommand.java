package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageInventory;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.option.DataSize;
import io.longshore.launcher.session.MergeRequest;
import io.longshore.launcher.session.Merges;
import io.longshore.launcher.session.Repair;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code merge ID,ID}. */
@Command(
    name = "merge",
    description =
        "Makes one image of several that continue each other, and deletes those. Needs neither the"
            + " tables nor their data in the cluster.",
    footer = {
      "",
      "Examples:",
      "  longshore merge backup_1732150000000,backup_1732153600000",
      "  longshore merge --full backup_1732140000000,backup_1732150000000 -p file:///backups",
      "  longshore merge --full --newest -p file:///backups",
      "  longshore merge --full --compact --dry-run backup_1732140000000,backup_1732150000000"
    })
final class MergeCommand implements Callable<Integer>, OnSpark {
  @ParentCommand Longshore longshore;

  @Parameters(
      paramLabel = "ID",
      split = ",",
      arity = "0..*",
      description = "The images, comma-separated, in any order.")
  private List<String> ids = List.of();

  @Option(
      names = "-p",
      paramLabel = "ROOT",
      description = "The backup root; where the cluster knows the images if not given.")
  private String root;

  @Option(
      names = "--full",
      description = "Folds incremental images into the full one that they continue.")
  private boolean full;

  @Option(
      names = "--compact",
      description =
          "With --full: leaves out what a major compaction would, that is old versions, what has"
              + " expired or is deleted, and markers. Inexact where a later image writes with an"
              + " older timestamp than a marker that is gone.")
  private boolean compact;

  @Option(
      names = "--newest",
      description = {
        "The newest full image of the root after -p and what continues it, in place of ids; exit",
        "status 99 where nothing does."
      })
  private boolean newest;

  @Option(names = "--dry-run", description = "Only says what would be done.")
  private boolean dryRun;

  @Mixin private CopyOptions copy;
  @Mixin private FailureOption failure;

  /**
   * What is printed.
   *
   * @param milliseconds with --dry-run, about how long it would take; null where that is not known
   */
  record Result(
      String id,
      String root,
      boolean dryRun,
      List<String> sources,
      List<String> tables,
      List<String> descendants,
      int files,
      long bytes,
      Long milliseconds) {}

  @Override
  public Integer call() throws IOException {
    requireSources();
    List<ImageId> named = ids.stream().map(ImageId::parse).toList();
    try (Workplace workplace = new Workplace(longshore, copy.sparkSettings())) {
      ImageLayout layout =
          ImageLayout.of(root == null ? KnownRoots.of(named, workplace.cluster()) : root);
      if (newest && !dryRun) {
        // One that died may have merged them already.
        new Repair(workplace.environment()).settleHolder();
      }
      List<ImageId> sources = newest ? LatestImage.chain(layout, workplace.conf()) : named;
      MergeRequest request =
          MergeRequest.template(
              sources, full, compact, copy.workers(), copy.bandwidth(), copy.total());
      Merges merges = new Merges(workplace.environment(), layout);
      Merges.Plan plan = merges.plan(request);
      Estimate estimate =
          dryRun ? Estimate.ofCopy(layout, workplace.conf(), plan.bytes(), copy.total()) : null;
      Result result =
          dryRun ? planned(plan, layout, estimate) : merged(merges, plan, layout, workplace);
      workplace.output().result(result, out -> print(result, estimate, out));
    }
    return 0;
  }

  private void requireSources() {
    if (newest && (!full || root == null || !ids.isEmpty())) {
      throw Errors.invalidArgument(
          "--newest is for --full -p ROOT, and takes no ids.",
          "Run `longshore merge --full --newest -p ROOT`.");
    }
    if (!newest && ids.isEmpty()) {
      throw Errors.invalidArgument(
          "Which images?", "Run `longshore history` to see which there are.");
    }
  }

  private static Result planned(Merges.Plan plan, ImageLayout layout, Estimate estimate) {
    return new Result(
        plan.request().id(),
        layout.toString(),
        true,
        plan.request().sources(),
        plan.tables(),
        plan.descendants(),
        0,
        plan.bytes(),
        estimate.milliseconds());
  }

  private Result merged(Merges merges, Merges.Plan plan, ImageLayout layout, Workplace workplace)
      throws IOException {
    ImageId id = merges.run(plan.request(), failure.value());
    ImageInventory inventory = ImageStore.at(layout, workplace.conf()).inventory(id).orElseThrow();
    return new Result(
        id.toString(),
        layout.toString(),
        false,
        plan.request().sources(),
        plan.tables(),
        plan.descendants(),
        inventory.files().size(),
        inventory.bytes(),
        null);
  }

  private static void print(Result result, Estimate estimate, PrintStream out) {
    String what =
        result.sources().size()
            + " images of "
            + String.join(" ", result.tables())
            + (result.dryRun() ? " would become " : " became ")
            + result.id();
    out.println(
        what
            + (result.dryRun() ? ", at most " : ": " + result.files() + " files, ")
            + new DataSize(result.bytes())
            + ".");
    if (estimate != null) {
      out.println(estimate);
    }
    if (!result.descendants().isEmpty()) {
      out.println(
          (result.dryRun() ? "Would continue it: " : "Continue it now: ")
              + String.join(" ", result.descendants()));
    }
    out.println(
        result.dryRun()
            ? "Nothing was changed. Leave out --dry-run to merge."
            : "Check it with `longshore verify " + result.root() + " " + result.id() + "`.");
  }
}
