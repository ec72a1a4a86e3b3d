package io.longshore.launcher.cli;

import io.longshore.core.image.ImageLayout;
import io.longshore.launcher.session.Repair;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code repair}. */
@Command(
    name = "repair",
    description =
        "Ends sessions whose process died: what is published is finished, the rest is"
            + " rolled back.",
    footer = {"", "Example: longshore repair --dry-run"})
final class RepairCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Option(
      names = "-p",
      paramLabel = "ROOT",
      description = "A root to look into, beside those the cluster knows of.")
  private String root;

  @Option(names = "--dry-run", description = "Only says what would be done.")
  private boolean dryRun;

  @Option(
      names = "--force",
      description = "Ends sessions of the stock tools too; be sure that they are dead.")
  private boolean force;

  /** What is printed. */
  record Result(boolean dryRun, List<Repair.Action> actions) {}

  @Override
  public Integer call() throws IOException {
    try (Workplace workplace = new Workplace(longshore)) {
      List<Repair.Action> actions =
          new Repair(workplace.environment())
              .run(root == null ? null : ImageLayout.of(root), dryRun, force);
      workplace
          .output()
          .result(
              new Result(dryRun, actions),
              out -> {
                if (actions.isEmpty()) {
                  out.println("There is nothing to repair.");
                }
                actions.forEach(
                    action -> out.println(action.session() + ": " + action.what() + "."));
              });
    }
    return 0;
  }
}
