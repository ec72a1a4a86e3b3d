package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command of ours in a process of its own, as users start it. */
final class OurCommand {
  /** What it, and what stands beside it, may have. */
  static final String HEAP = "-Xmx1g";

  private OurCommand() {}

  /**
   * @param conf the directory of the cluster's configuration
   */
  static void run(Path conf, String... args) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("./longshore"));
    words.addAll(List.of(args));
    ProcessBuilder process =
        new ProcessBuilder(words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    process.environment().put("HBASE_CONF_DIR", conf.toString());
    process.environment().put("LONGSHORE_OPTS", HEAP);
    int status = process.start().waitFor();
    if (status != 0) {
      throw new IOException(words + " exited with " + status);
    }
  }
}
