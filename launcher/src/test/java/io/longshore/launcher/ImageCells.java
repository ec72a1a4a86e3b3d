package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.image.ImageFile;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.testing.TableCells;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Every cell of every HFile below an image's directory on a local disk, whether the inventory names
 * the file or not: HBase's own restore takes them all. A scan of a restored table would not do: it
 * shows equal cells of two files once.
 */
final class ImageCells {
  private ImageCells() {}

  /**
   * Asserts that an incremental image holds just these cells, each once, and no other file than its
   * inventory names.
   */
  static void assertOnce(String root, String image, TableCells cells) throws IOException {
    Configuration conf = new Configuration();
    Path directory = Path.of(URI.create(root)).resolve(image);
    TreeSet<String> there = new TreeSet<>();
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        there.add(directory.relativize(file).toString());
        if (file.getFileName().toString().matches("[0-9a-f]{32}")) {
          read(file, conf, found);
        }
      }
    }
    TreeSet<String> named = new TreeSet<>();
    named.add(".backup.manifest");
    named.add("longshore-inventory.jsonl");
    ImageStore.at(ImageLayout.of(root), conf)
        .inventory(ImageId.parse(image))
        .orElseThrow()
        .files()
        .stream()
        .map(ImageFile::path)
        .forEach(named::add);
    assertThat(there).isEqualTo(named);
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(cells.cells().stream().map(ImageCells::text).toList());
  }

  private static void read(Path file, Configuration conf, List<String> found) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    try (HFile.Reader reader =
            HFile.createReader(path.getFileSystem(conf), path, CacheConfig.DISABLED, true, conf);
        HFileScanner scanner = reader.getScanner(conf, false, false, false)) {
      boolean more = scanner.seekTo();
      while (more) {
        found.add(text(scanner.getCell()));
        more = scanner.next();
      }
    }
  }

  /** A client does not see sequence ids. */
  private static String text(Cell cell) {
    return Bytes.toStringBinary(CellUtil.cloneRow(cell))
        + "/"
        + Bytes.toString(CellUtil.cloneFamily(cell))
        + "/"
        + cell.getTimestamp()
        + "/"
        + cell.getType()
        + "/"
        + Bytes.hashCode(cell.getValueArray(), cell.getValueOffset(), cell.getValueLength());
  }
}
