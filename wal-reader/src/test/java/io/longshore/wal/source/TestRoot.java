package io.longshore.wal.source;

import io.longshore.wal.hbase.WrittenWal;
import io.longshore.wal.hbase.WrittenWal.Entry;
import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;

/** A root of HBase with WALs of servers that never ran. */
final class TestRoot {
  /** When the entries of {@link WrittenWal} were written. */
  static final long WRITTEN = 1732150000000L;

  private final Path root;

  TestRoot(Path root) {
    this.root = root;
  }

  String uri() {
    return root.toUri().toString();
  }

  static String name(int port, long number) {
    return "localhost%2C" + port + "%2C1732150000000." + number;
  }

  static Configuration conf(Kind kind) {
    Configuration conf = HBaseConfiguration.create();
    conf.set("fs.defaultFS", "file:///");
    kind.configure(conf);
    return conf;
  }

  Path live(String name) {
    return root.resolve("WALs").resolve(instance(name)).resolve(name);
  }

  Path archived(String name) {
    return root.resolve("oldWALs").resolve(name);
  }

  /** Writes a WAL that is closed and not yet archived. */
  List<Entry> write(Kind kind, String name, long seed, int count) throws IOException {
    Files.createDirectories(live(name).getParent());
    Configuration conf = conf(kind);
    conf.set(HConstants.HBASE_DIR, uri());
    return WrittenWal.write(conf, live(name), seed, count);
  }

  void archive(String name) throws IOException {
    Files.createDirectories(archived(name).getParent());
    Files.move(live(name), archived(name), StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(live(name).resolveSibling("." + name + ".crc"));
  }

  byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(live(name));
  }

  /** Leaves the first bytes of a WAL, as if its server had not written more yet. */
  void replace(String name, byte[] whole, int length) throws IOException {
    Files.createDirectories(live(name).getParent());
    Files.deleteIfExists(live(name).resolveSibling("." + name + ".crc"));
    // Never seen shorter than it was.
    Path aside = root.resolve("aside");
    Files.write(aside, Arrays.copyOf(whole, length));
    Files.move(aside, live(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String instance(String name) {
    return name.substring(0, name.indexOf('.')).replace("%2C", ",");
  }
}
