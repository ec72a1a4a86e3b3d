package io.longshore.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Python with Jinja: the machine's, or Debian's packages unpacked beside the tests. */
record Python(Path library) {
  private static final String[] PACKAGES = {"python3-jinja2", "python3-markupsafe"};

  /**
   * Finds it, and fetches what is missing.
   *
   * @param directory for what is fetched
   */
  static Python with(Path directory) throws IOException, InterruptedException {
    Path library = directory.resolve("usr/lib/python3/dist-packages");
    if (run(List.of("python3", "-c", "import jinja2"), directory) != 0) {
      List<String> download = new ArrayList<>(List.of("apt-get", "download"));
      download.addAll(List.of(PACKAGES));
      if (run(download, directory) != 0) {
        // A new machine may not have asked yet what there is.
        run(List.of("apt-get", "update"), directory);
        require(download, directory);
      }
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".deb")).toList()) {
          require(List.of("dpkg-deb", "-x", file.toString(), "."), directory);
        }
      }
    }
    return new Python(library);
  }

  /** A script's process. */
  ProcessBuilder script(Path script, String... args) {
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PYTHONPATH", library.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return builder;
  }

  private static void require(List<String> command, Path directory)
      throws IOException, InterruptedException {
    if (run(command, directory) != 0) {
      throw new IOException(
          "This test needs Python with Jinja. There is none, and Debian's packages cannot be"
              + " fetched: "
              + Files.readString(directory.resolve("log.txt"), StandardCharsets.UTF_8));
    }
  }

  private static int run(List<String> command, Path directory)
      throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log.txt").toFile())
        .start()
        .waitFor();
  }
}
