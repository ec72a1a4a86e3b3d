package io.longshore.core.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSError;

/** What is particular to a local disk. */
final class LocalFiles {
  private LocalFiles() {}

  /** Hadoop writes paths plainly: a percent sign in one stands for itself. */
  static Path path(String uri) {
    return Path.of(new org.apache.hadoop.fs.Path(uri).toUri().getPath());
  }

  /** The other way round. */
  static String uri(Path path) {
    return new org.apache.hadoop.fs.Path("file", null, path.toString()).toString();
  }

  /** Hadoop throws what goes wrong on a local disk as an Error. */
  static IOException unwrap(FSError error) {
    return error.getCause() instanceof IOException io ? io : new IOException(error);
  }

  /**
   * Hadoop's LocalFileSystem keeps checksums in {@code .NAME.crc}; one that is left from an earlier
   * file of this name would make every reader fail.
   */
  static void dropHadoopChecksum(Path file) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }
}
