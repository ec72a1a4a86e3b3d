package io.longshore.launcher.cli;

import io.longshore.core.error.ExitStatus;
import io.longshore.core.image.ImageLayout;
import io.longshore.launcher.hbase.Checks;
import io.longshore.launcher.output.TextTable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code check [ROOT]}. */
@Command(
    name = "check",
    description =
        "Proves that a backup can be taken: the backup services, the root, space, codecs,"
            + " keys, WALs.",
    footer = {
      "",
      "Exit status 3 means that a check failed.",
      "",
      "Example: longshore check hdfs://nameservice/backups -t orders,customers"
    })
final class CheckCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Parameters(arity = "0..1", paramLabel = "ROOT", description = "The backup root, a URI.")
  private String root;

  @Mixin private TableOptions tables;

  /** What is printed. */
  record Result(boolean ok, List<Checks.Check> checks) {}

  @Override
  public Integer call() throws IOException {
    ImageLayout layout = root == null ? null : ImageLayout.of(root);
    try (Workplace workplace = new Workplace(longshore)) {
      List<Checks.Check> checks =
          new Checks(workplace.cluster()).run(layout, tables.resolve(workplace.cluster()));
      long failed = checks.stream().filter(each -> each.outcome() == Checks.Outcome.FAIL).count();
      workplace
          .output()
          .result(
              new Result(failed == 0, checks),
              out -> {
                TextTable table = new TextTable("", "CHECK", "FOUND");
                checks.forEach(each -> table.row(each.outcome(), each.name(), each.detail()));
                table.print(out);
              });
      return failed == 0 ? ExitStatus.OK.code() : ExitStatus.DAMAGED.code();
    }
  }
}
