package io.longshore.launcher.cli;

import io.longshore.jobs.sql.SqlRunner;
import io.longshore.jobs.sql.Statements;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads statements from a terminal, or from standard input, until {@code quit} or its end. */
final class SqlPrompt {
  private static final String PROMPT = "longshore-sql> ";
  private static final String MORE = "             > ";
  private static final Set<String> LEAVING = Set.of("quit", "exit");

  private final SqlRunner runner;
  private final PrintStream out;
  private final Consumer<Exception> failed;

  /**
   * @param failed is told why a statement failed
   */
  SqlPrompt(SqlRunner runner, PrintStream out, Consumer<Exception> failed) {
    this.runner = runner;
    this.out = out;
    this.failed = failed;
  }

  void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
      LineReader lines =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .variable(
                  LineReader.HISTORY_FILE,
                  Path.of(System.getProperty("user.home"), ".longshore_sql_history"))
              // An exclamation mark is SQL's.
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      Statements statements = new Statements();
      while (true) {
        String line;
        try {
          line = lines.readLine(statements.isOpen() ? MORE : PROMPT);
        } catch (UserInterruptException e) {
          statements.clear();
          continue;
        } catch (EndOfFileException e) {
          return;
        }
        String word = line.strip().replaceAll(";$", "").toLowerCase(Locale.ROOT);
        if (!statements.isOpen() && LEAVING.contains(word)) {
          return;
        }
        for (String statement : statements.add(line)) {
          run(statement);
        }
      }
    }
  }

  private void run(String statement) {
    try {
      runner.run(statement);
    } catch (Exception e) {
      // Spark throws its checked ones undeclared.
      failed.accept(e);
    }
    out.flush();
  }
}
