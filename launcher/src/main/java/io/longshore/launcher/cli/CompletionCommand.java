package io.longshore.launcher.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code completion}. */
@Command(
    name = "completion",
    description = "Prints what bash and zsh need to complete commands and flags.",
    footer = {"", "Example:", "  source <(longshore completion)"})
final class CompletionCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    longshore.out().print(AutoComplete.bash("longshore", spec.root().commandLine()));
    longshore.out().flush();
    return 0;
  }
}
