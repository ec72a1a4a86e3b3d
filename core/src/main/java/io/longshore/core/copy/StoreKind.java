package io.longshore.core.copy;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** What a file system can do, as far as writing files to it goes. */
enum StoreKind {
  /** A disk of this machine. */
  LOCAL,
  /** Renames are atomic and concat moves no byte: HDFS. */
  CONCAT,
  /** Renames are atomic; a file has one writer. */
  RENAME,
  /** A rename copies, a close publishes: an object store. */
  OBJECT;

  static StoreKind of(FileSystem fs, Path path) throws IOException {
    if (fs instanceof LocalFileSystem || fs instanceof RawLocalFileSystem) {
      return LOCAL;
    }
    if (isObject(fs, path)) {
      return OBJECT;
    }
    return fs.hasPathCapability(path, CommonPathCapabilities.FS_CONCAT) && !isEncrypted(fs, path)
        ? CONCAT
        : RENAME;
  }

  static boolean isObject(FileSystem fs, Path path) throws IOException {
    return fs.hasPathCapability(path, CommonPathCapabilities.FS_MULTIPART_UPLOADER)
        && !fs.hasPathCapability(path, CommonPathCapabilities.FS_CONCAT);
  }

  /** HDFS refuses concat in an encryption zone. */
  private static boolean isEncrypted(FileSystem fs, Path path) throws IOException {
    for (Path place = path; place != null; place = place.getParent()) {
      try {
        return fs.getFileStatus(place).isEncrypted();
      } catch (FileNotFoundException e) {
        // The nearest directory that is there decides.
        continue;
      }
    }
    return false;
  }
}
