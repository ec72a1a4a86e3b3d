package io.longshore.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/** A notebook's cells, run from the top in JShell, as Jupyter's Java kernels do. */
final class Notebook {
  /** What kernels have before the first cell. */
  private static final String BEFORE =
      "import java.io.*; import java.math.*; import java.net.*; import java.nio.file.*;"
          + "import java.util.*; import java.util.concurrent.*; import java.util.function.*;"
          + "import java.util.regex.*; import java.util.stream.*;"
          + "void display(Object shown) { io.longshore.notebooks.Pictures.display(shown); }";

  private final List<String> cells = new ArrayList<>();
  private final List<JsonNode> outputs = new ArrayList<>();

  Notebook(Path file) throws IOException {
    for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).get("cells")) {
      if (cell.get("cell_type").asText().equals("code")) {
        StringBuilder source = new StringBuilder();
        cell.get("source").forEach(line -> source.append(line.asText()));
        cells.add(source.toString());
        cell.get("outputs").forEach(outputs::add);
      }
    }
  }

  /** What the file keeps of the last run in a kernel. */
  List<JsonNode> outputs() {
    return outputs;
  }

  /**
   * Runs every cell in this process.
   *
   * @throws AssertionError if one does not compile or throws
   */
  void run(PrintStream out) {
    try (JShell shell = JShell.builder().executionEngine("local").out(out).build()) {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        shell.addToClasspath(entry);
      }
      run(shell, BEFORE);
      cells.forEach(cell -> run(shell, cell));
    }
  }

  private static void run(JShell shell, String cell) {
    String rest = cell;
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(next.source())) {
        if (event.status() == Snippet.Status.REJECTED) {
          throw new AssertionError(
              event.snippet().source()
                  + "\n"
                  + shell.diagnostics(event.snippet()).map(each -> each.getMessage(null)).toList());
        }
        if (event.exception() != null) {
          String thrown =
              event.exception() instanceof EvalException evaluated
                  ? evaluated.getExceptionClassName()
                  : event.exception().toString();
          throw new AssertionError(
              event.snippet().source() + "\n" + thrown + ": " + event.exception().getMessage());
        }
      }
      rest = next.remaining();
    }
  }
}
