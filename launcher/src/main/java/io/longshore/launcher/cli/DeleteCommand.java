package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.launcher.session.Deletes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code delete -l IDS | -k DAYS}. */
@Command(
    name = "delete",
    description = "Deletes images, but none that another one needs.",
    footer = {
      "",
      "Examples:",
      "  longshore delete -l backup_1732150000000",
      "  longshore delete -l backup_1732140000000 --cascade --dry-run",
      "  longshore delete -k 30 -p hdfs://nameservice/backups"
    })
final class DeleteCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @ArgGroup(multiplicity = "1")
  private Which which;

  /** Which images. */
  static final class Which {
    @Option(names = "-l", paramLabel = "IDS", split = ",", description = "Images, comma-separated.")
    private List<String> ids;

    @Option(
        names = "-k",
        paramLabel = "DAYS",
        description = "Images older than so many days; those that younger ones need are kept.")
    private Integer days;
  }

  @Option(
      names = "-p",
      paramLabel = "ROOT",
      description =
          "The backup root; if not given, with -l where the cluster knows the images, with -k every"
              + " root that it knows.")
  private String root;

  @Option(names = "--cascade", description = "With -l: deletes what continues the images as well.")
  private boolean cascade;

  @Option(names = "--dry-run", description = "Only says what would be deleted, and why.")
  private boolean dryRun;

  @Mixin private FailureOption failure;

  /** What is printed. */
  record Result(List<ImageFates> roots) {}

  @Override
  public Integer call() throws IOException {
    if (which.days != null && which.days < 0) {
      throw Errors.invalidArgument("-k " + which.days + " is no number of days.", "Use -k 30.");
    }
    try (Workplace workplace = new Workplace(longshore)) {
      List<ImageFates> results = new ArrayList<>();
      for (String each : roots(workplace)) {
        ImageLayout layout = ImageLayout.of(each);
        Deletes deletes = new Deletes(workplace.environment(), layout);
        List<Deletes.Fate> fates =
            which.ids != null
                ? deletes.named(which.ids.stream().map(ImageId::parse).toList(), cascade)
                : deletes.olderThan(which.days);
        if (!dryRun) {
          deletes.run(fates, failure.value());
        }
        results.add(ImageFates.of(layout.toString(), dryRun, fates));
      }
      workplace
          .output()
          .result(new Result(results), out -> results.forEach(each -> each.print(out)));
    }
    return 0;
  }

  private List<String> roots(Workplace workplace) throws IOException {
    if (root != null) {
      return List.of(root);
    }
    return which.ids != null
        ? List.of(
            KnownRoots.of(which.ids.stream().map(ImageId::parse).toList(), workplace.cluster()))
        : KnownRoots.all(workplace.cluster());
  }
}
