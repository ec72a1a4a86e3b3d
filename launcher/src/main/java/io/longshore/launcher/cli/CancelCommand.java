package io.longshore.launcher.cli;

import io.longshore.core.copy.TokenBucket;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.launcher.session.SessionView;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code cancel [ID]}. */
@Command(
    name = "cancel",
    description = "Stops a running session, which then rolls itself back, and waits for that.",
    footer = {"", "Example: longshore cancel"})
final class CancelCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @ParentCommand Longshore longshore;

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "A session; the backup that runs if not given.")
  private String id;

  @Option(names = "-p", paramLabel = "ROOT", description = "The root that a restore reads.")
  private String root;

  /** What is printed. */
  record Result(String session, String outcome) {}

  @Override
  public Integer call() throws IOException {
    try (Workplace workplace = new Workplace(longshore)) {
      ImageLayout layout = root == null ? null : ImageLayout.of(root);
      SessionView view = new SessionView(workplace.environment());
      String session = view.cancel(id, layout);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (view.isRunning(session, layout)) {
        if (System.nanoTime() > deadline) {
          throw Errors.sessionActive(session + ", which has not stopped in ten minutes");
        }
        TokenBucket.sleep(Duration.ofMillis(500).toNanos());
      }
      workplace
          .output()
          .result(new Result(session, "ended"), out -> out.println(session + " has ended."));
    }
    return 0;
  }
}
