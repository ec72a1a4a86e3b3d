package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  @TempDir private Path directory;

  /** As bash itself completes {@code longshore restore --to}, and {@code longshore re}. */
  @Test
  void bashCompletesCommandsAndFlags() throws Exception {
    Path script = Files.write(directory.resolve("completion"), completion());
    assertThat(completed(script, "longshore", "re")).contains("restore", "repair");
    assertThat(completed(script, "longshore", "restore", "--to")).containsExactly("--to-time");
  }

  private static byte[] completion() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Longshore.run(StepObserver.NONE, new PrintStream(out), new PrintStream(err), "completion");
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toByteArray();
  }

  private static String[] completed(Path script, String... words) throws Exception {
    String asked =
        String.join(
            "\n",
            "source " + script,
            "COMP_WORDS=(" + String.join(" ", words) + ")",
            "COMP_CWORD=" + (words.length - 1),
            // Bash misses the key that was pressed.
            "_complete_longshore 2>/dev/null",
            "printf '%s\\n' \"${COMPREPLY[@]}\"");
    Process bash = new ProcessBuilder("bash", "-c", asked).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.strip().split("\\s+");
  }
}
