package io.longshore.testing;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A main that ran in a process of its own, with this one's class path and a heap of a gigabyte.
 *
 * @param inTime whether it ended by itself within five minutes
 * @param status its exit status
 * @param said what it printed, errors too
 */
public record SmallProcess(boolean inTime, int status, String said) {
  /**
   * Runs it to its end.
   *
   * @param directory for what it prints
   */
  public static SmallProcess run(Path directory, Class<?> main, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-Xmx") && !flag.startsWith("-javaagent"))
            .toList());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    File said = Files.createFile(directory.resolve("said")).toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
    boolean inTime;
    try {
      inTime = process.waitFor(5, TimeUnit.MINUTES);
    } finally {
      process.destroyForcibly();
    }
    return new SmallProcess(inTime, process.waitFor(), Files.readString(said.toPath()));
  }
}
