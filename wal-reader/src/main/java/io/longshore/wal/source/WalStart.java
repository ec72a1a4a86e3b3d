package io.longshore.wal.source;

import io.longshore.core.copy.TargetStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a stream began, kept in its checkpoint: Spark asks for it anew until the first batch is
 * done, and what was the latest then is not what is the latest later.
 */
final class WalStart {
  private final Configuration conf;
  private final Path file;

  /**
   * @param directory the source's own in the checkpoint
   */
  WalStart(Configuration conf, String directory) {
    this.conf = conf;
    this.file = new Path(directory, "initial-offset.json");
  }

  /**
   * @return null if it began nowhere yet
   */
  WalOffset read() throws IOException {
    FileSystem fs = file.getFileSystem(conf);
    try (InputStream in = fs.open(file)) {
      return WalOffset.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** Keeps it; it is there as a whole or not at all. */
  void write(WalOffset offset) throws IOException {
    TargetStore.replace(
        file.getFileSystem(conf), file, offset.json().getBytes(StandardCharsets.UTF_8));
  }
}
