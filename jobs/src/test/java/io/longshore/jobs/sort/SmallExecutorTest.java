package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one executor with a gigabyte has to hold is never a whole row. */
class SmallExecutorTest {
  @TempDir private Path directory;

  @ParameterizedTest(name = "a row of {0} cells, a cell of {1} bytes")
  @CsvSource({"10000000, 10", "1000, 67108864"})
  void aGigabyteIsEnough(int cells, int large) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-Xmx") && !flag.startsWith("-javaagent"))
            .toList());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            SmallExecutor.class.getName(),
            directory.toUri().toString(),
            "" + cells,
            "" + large));
    File said = Files.createFile(directory.resolve("said")).toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(said.toPath())).isZero();
    assertThat(Files.readString(said.toPath())).contains("cells came back.");
  }
}
