package io.longshore.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A class's main in a process of its own, on the same class path. */
final class Fork {
  private Fork() {}

  /**
   * @param flags of the process, beside those of this one but its heap
   * @return what it printed
   */
  static List<String> run(List<String> flags, Class<?> main, String... args)
      throws IOException, InterruptedException {
    return run(flags, List.of(), main, args);
  }

  /**
   * @param first directories that come before the class path
   */
  static List<String> run(List<String> flags, List<Path> first, Class<?> main, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-Xm") && !flag.startsWith("-XX:StartFlightRecording"))
        .forEach(command::add);
    command.addAll(flags);
    StringBuilder path = new StringBuilder();
    first.forEach(each -> path.append(each).append(java.io.File.pathSeparator));
    command.addAll(List.of("-cp", path + System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(args));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> out =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(main.getSimpleName() + " exited with " + status + ": " + out);
    }
    return out;
  }
}
