package io.longshore.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.launcher.session.StepObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("longshore.repository"), "longshore");

  /** The commands that the script starts in a JVM that compiles once are those without jobs. */
  @Test
  void knowsWhichCommandsAreShort() throws IOException {
    Matcher line = Pattern.compile("(?m)^  (history [^)]*)\\)").matcher(Files.readString(SCRIPT));
    assertThat(line.find()).isTrue();
    List<String> without =
        Longshore.commandLine(StepObserver.NONE, System.out, System.err)
            .getSubcommands()
            .entrySet()
            .stream()
            .filter(
                command -> !(command.getValue().getCommandSpec().userObject() instanceof OnSpark))
            .map(command -> command.getKey())
            .filter(name -> !name.equals("demo"))
            .toList();
    assertThat(line.group(1).split(" \\| ")).containsExactlyInAnyOrderElementsOf(without);
  }
}
