package io.longshore.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a page that hold commands. */
final class CommandBlocks {
  private static final String FENCE = "```";

  private CommandBlocks() {}

  /**
   * Those that are fenced as {@code bash}: commands a reader is told to run, as they stand there.
   */
  static List<String> of(Path page) throws IOException {
    return of(page, "bash");
  }

  /** Those that are fenced as a language. */
  static List<String> of(Path page, String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    for (String line : Files.readAllLines(page)) {
      if (block == null && line.strip().equals(FENCE + language)) {
        block = new StringBuilder();
      } else if (block != null && line.strip().equals(FENCE)) {
        blocks.add(block.toString());
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }
}
