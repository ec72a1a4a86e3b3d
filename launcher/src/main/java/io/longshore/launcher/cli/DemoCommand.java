package io.longshore.launcher.cli;

import io.longshore.core.error.Errors;
import io.longshore.core.error.ExitStatus;
import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.demo.Demo;
import io.longshore.launcher.output.TextTable;
import io.longshore.launcher.session.StepObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code demo}. */
@Command(
    name = "demo",
    description =
        "Shows a full backup and a restore of real records, on an HBase that it starts"
            + " itself and that touches nothing else.",
    footer = {"", "Example: longshore demo --keep /tmp/longshore"})
final class DemoCommand implements Callable<Integer> {
  @ParentCommand Longshore longshore;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Where the cluster, the image and the configuration are left to look at.")
  private Path keep;

  @Override
  public Integer call() throws IOException {
    LogLevel.quietServers();
    // A master that stops prints its threads.
    PrintStream formerly = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    Path directory = keep == null ? Files.createTempDirectory("longshore-demo") : keep;
    requireEmpty(directory);
    SparkSession spark =
        SparkSessions.open(longshore.global.master(), longshore.global.sparkSettings());
    try {
      Demo demo =
          new Demo(
              directory.toAbsolutePath(), longshore.err(), this::run, LogLevel::silenceServers);
      Demo.Result result = demo.run();
      longshore.output().result(result, out -> print(result, out));
      if (keep != null) {
        longshore.output().notice("The cluster's files and the image are in " + keep + ".");
      }
      return result.same() ? ExitStatus.OK.code() : ExitStatus.DAMAGED.code();
    } finally {
      spark.stop();
      System.setOut(formerly);
      if (keep == null) {
        delete(directory);
      }
    }
  }

  private String run(String... args) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int status =
        Longshore.run(
            StepObserver.NONE,
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            longshore.err(),
            args);
    if (status != 0) {
      throw Errors.failed(
          "`longshore " + args[0] + "` ended with status " + status + ".",
          "What it said stands above.",
          null);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static void requireEmpty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> children = Files.list(directory)) {
      if (children.findAny().isPresent()) {
        throw Errors.invalidArgument(
            directory + " is not empty.", "Give --keep a directory that is empty or not there.");
      }
    }
  }

  private static void print(Demo.Result result, PrintStream out) {
    TextTable table = new TextTable("STEP", "SECONDS");
    for (Demo.Timing timing : result.timings()) {
      table.row(timing.what(), String.format(Locale.ROOT, "%.1f", timing.milliseconds() / 1000.0));
    }
    table.print(out);
    out.println(
        result.same()
            ? String.format(
                Locale.ROOT,
                "Restored %,d flights; all %,d cells are as they were.",
                result.flights(),
                result.cells())
            : "The restored table differs from the original.");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    }
  }
}
