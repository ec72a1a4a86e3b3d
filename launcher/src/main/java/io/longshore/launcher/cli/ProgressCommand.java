package io.longshore.launcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.option.DataSize;
import io.longshore.launcher.session.SessionView;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code progress [ID]}. */
@Command(
    name = "progress",
    description = "Shows how far running sessions are.",
    footer = {"", "Example: longshore progress --output json"})
final class ProgressCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "A session; all that run if not given.")
  private String id;

  @Option(names = "-p", paramLabel = "ROOT", description = "A root whose restores are shown too.")
  private String root;

  /** What is printed. */
  record Result(List<SessionView.Running> sessions) {}

  @Override
  public Integer call() throws IOException {
    try (Workplace workplace = new Workplace(longshore)) {
      ImageLayout layout = root == null ? null : ImageLayout.of(root);
      List<SessionView.Running> running =
          new SessionView(workplace.environment())
              .running(layout).stream().filter(each -> id == null || each.id().equals(id)).toList();
      if (id != null && running.isEmpty()) {
        throw Errors.sessionNotFound(
            "No session " + id + " runs.", "`longshore history` lists those that have ended.");
      }
      workplace.output().result(new Result(running), out -> print(running, out));
    }
    return 0;
  }

  private static void print(List<SessionView.Running> running, PrintStream out) {
    if (running.isEmpty()) {
      out.println("Nothing runs.");
      return;
    }
    for (SessionView.Running each : running) {
      out.println(
          each.id()
              + "  "
              + each.phase()
              + "  "
              + each.holder()
              + (each.alive() ? "" : ", dead")
              + "  "
              + each.root());
      each.doing().ifPresent(doing -> out.println("  " + describe(doing)));
      if (!each.alive()) {
        out.println(
            "  Run `longshore repair -p ROOT` to end it, or its command again with --resume.");
      }
    }
  }

  private static String describe(JsonNode doing) {
    StringBuilder line = new StringBuilder();
    line.append(doing.path("step").asText()).append(": ");
    line.append(new DataSize(doing.path("bytes").asLong())).append(" of ");
    line.append(new DataSize(doing.path("totalBytes").asLong())).append(", ");
    line.append(doing.path("files").asLong()).append(" of ");
    line.append(doing.path("totalFiles").asLong()).append(' ').append(doing.path("unit").asText());
    if (doing.path("cells").isNumber()) {
      line.append(", ").append(doing.path("cells").asLong()).append(" cells");
    }
    line.append(", ").append(new DataSize(doing.path("bytesPerSecond").asLong())).append("/s");
    if (doing.path("secondsLeft").isNumber()) {
      line.append(", ").append(doing.path("secondsLeft").asLong()).append(" s left");
    }
    return line.toString();
  }
}
