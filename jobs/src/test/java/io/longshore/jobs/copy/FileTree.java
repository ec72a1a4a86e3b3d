package io.longshore.jobs.copy;

import io.longshore.core.copy.CopyItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random files in a directory, and where they are copied to. */
final class FileTree {
  final Path sources;
  final Path targets;
  final Path scratch;
  final List<CopyItem> items = new ArrayList<>();

  FileTree(Path directory) throws IOException {
    sources = Files.createDirectories(directory.resolve("the data"));
    targets = directory.resolve("image%20one");
    scratch = directory.resolve("image%20one/.tmp/x");
  }

  CopyItem add(String name, byte[] content) throws IOException {
    Path source = sources.resolve(name);
    Files.createDirectories(source.getParent());
    Files.write(source, content);
    CopyItem item = new CopyItem(List.of(uri(source)), uri(targets.resolve(name)), content.length);
    items.add(item);
    return item;
  }

  void addRandom(Random random, int count, int most) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[i % 10 == 0 ? 0 : random.nextInt(most)];
      random.nextBytes(content);
      add("r" + i % 7 + "/f " + i, content);
    }
  }

  org.apache.hadoop.fs.Path scratchPath() {
    return new org.apache.hadoop.fs.Path("file", null, scratch.toString());
  }

  /** The targets that are not as their sources, and files that nobody asked for. */
  List<String> differences() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (CopyItem item : items) {
      Path source = path(item.sources().get(0));
      Path target = path(item.target());
      if (!Files.exists(target) || Files.mismatch(source, target) >= 0) {
        wrong.add(item.target());
      }
    }
    List<Path> wanted = items.stream().map(item -> path(item.target())).toList();
    for (Path found : below(targets)) {
      if (!wanted.contains(found)) {
        wrong.add("left: " + found);
      }
    }
    return wrong;
  }

  static List<Path> below(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  static Path path(String uri) {
    return Path.of(new org.apache.hadoop.fs.Path(uri).toUri().getPath());
  }

  static String uri(Path path) {
    return new org.apache.hadoop.fs.Path("file", null, path.toString()).toString();
  }
}
