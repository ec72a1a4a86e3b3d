package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.RetentionPolicy;
import io.longshore.launcher.session.Deletes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code expire ROOT}. */
@Command(
    name = "expire",
    description =
        "Deletes the images of a root that no rule keeps. One that another one needs is kept with"
            + " it.",
    footer = {
      "",
      "Examples:",
      "  longshore expire hdfs://nameservice/backups --keep-full 2 --dry-run",
      "  longshore expire hdfs://nameservice/backups --keep-days 14 --keep-monthly 12"
    })
final class ExpireCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Parameters(paramLabel = "ROOT", description = "The backup root, a URI.")
  private String root;

  @Option(
      names = "--keep-full",
      paramLabel = "N",
      description =
          "Keeps the newest N full images of each set of tables, and what continues them.")
  private int fulls;

  @Option(
      names = "--keep-days",
      paramLabel = "D",
      description = "Keeps images that are not older than D days.")
  private int days;

  @Option(
      names = "--keep-monthly",
      paramLabel = "M",
      description = "Keeps the newest full image of each of M months, the present one included.")
  private int months;

  @Option(names = "--dry-run", description = "Only says what would be deleted, and why.")
  private boolean dryRun;

  @Mixin private FailureOption failure;

  @Override
  public Integer call() throws IOException {
    if (fulls < 0 || days < 0 || months < 0 || fulls + days + months == 0) {
      throw Errors.invalidArgument(
          "No rule keeps any image.",
          "Give --keep-full, --keep-days or --keep-monthly, each a number above zero.");
    }
    ImageLayout layout = ImageLayout.of(root);
    try (Workplace workplace = new Workplace(longshore)) {
      Deletes deletes = new Deletes(workplace.environment(), layout);
      List<Deletes.Fate> fates = deletes.expired(new RetentionPolicy(fulls, days, months));
      if (!dryRun) {
        deletes.run(fates, failure.value());
      }
      ImageFates result = ImageFates.of(layout.toString(), dryRun, fates);
      workplace.output().result(result, result::print);
    }
    return 0;
  }
}
