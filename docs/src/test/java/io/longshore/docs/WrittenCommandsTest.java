package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code longshore} line that a page shows, or that a command's help gives as its example,
 * runs, and all SQL and Java: on a cluster that has the tables, snapshots and images of which they
 * speak, under the names that they have here.
 */
class WrittenCommandsTest {
  private static final Path REPOSITORY = Path.of(System.getProperty("longshore.repository"));
  private static final Pattern LINE =
      Pattern.compile("^\\s*(?:(?:[\\d*,/-]+\\s+){5})?(longshore(?: .*)?)$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** What there is nothing of here to go on with, or to end. */
  private static final Pattern NEEDS_MORE = Pattern.compile("--resume|longshore cancel");

  @TempDir private static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = World.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    world.close();
  }

  static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String block : blocks("text")) {
      for (String line : joined(block).split("\n")) {
        Matcher command = LINE.matcher(line);
        if (command.matches() && !NEEDS_MORE.matcher(command.group(1)).find()) {
          lines.add(command.group(1));
        }
      }
    }
    return lines.stream().distinct().toList();
  }

  static List<String> statements() throws IOException {
    return blocks("sql");
  }

  static List<String> java() throws IOException {
    return blocks("java");
  }

  private static List<String> blocks(String language) throws IOException {
    List<Path> pages = new ArrayList<>(List.of(REPOSITORY.resolve("README.md")));
    try (Stream<Path> docs = Files.list(REPOSITORY.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    List<String> blocks = new ArrayList<>();
    for (Path page : pages) {
      blocks.addAll(CommandBlocks.of(page, language));
    }
    return blocks;
  }

  /** A line goes on in the next behind a backslash, and where a help's line is full. */
  private static String joined(String block) {
    return block
        .replaceAll("\\\\\n\\s*", "")
        .replaceAll("(?m)^(\\s*longshore [^\"\n]*\"[^\"\n]*)\n\\s*", "$1 ");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void runs(String line) throws Exception {
    List<String> args = new ArrayList<>();
    Matcher words = WORD.matcher(world.translate(line));
    while (words.find()) {
      args.add(Stream.of(1, 2, 3).map(words::group).filter(each -> each != null).findFirst().get());
    }
    args.remove(0);
    run(args);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void isAnswered(String statements) throws Exception {
    run(
        new ArrayList<>(
            List.of(
                "sql",
                "--backup-root",
                world.translate("$ROOT"),
                "-e",
                world.translate(statements))));
  }

  /** What it makes is counted; what it starts gets all there is, and is stopped. */
  @ParameterizedTest
  @MethodSource("java")
  void isCompiledAndRuns(String block) throws Exception {
    SparkSession spark = SparkSessions.open("local[2]", Map.of());
    Dataset<?> made = new Snippet(world.translate(block)).run(directory, spark);
    if (!made.isStreaming()) {
      assertThat(made.count()).isPositive();
      return;
    }
    StreamingQuery[] started = spark.streams().active();
    assertThat(started).hasSize(1);
    started[0].processAllAvailable();
    started[0].stop();
    assertThat(started[0].exception().isEmpty()).isTrue();
  }

  private static void run(List<String> args) throws Exception {
    world.prepare(args);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    args.addAll(List.of("-conf", world.site().toString()));
    int status = Longshore.run(StepObserver.NONE, out, out, args.toArray(String[]::new));
    assertThat(status).as("%s%n%s", args, said.toString(StandardCharsets.UTF_8)).isZero();
  }
}
