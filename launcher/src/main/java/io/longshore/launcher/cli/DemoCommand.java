package io.longshore.launcher.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Override
  public Integer call() {
    return 0;
  }
}
