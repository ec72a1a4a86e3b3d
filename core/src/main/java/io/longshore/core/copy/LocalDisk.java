package io.longshore.core.copy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk whose streams move bytes between the page cache and a direct buffer: Hadoop's go
 * through two more copies of every byte. It sets permissions itself, too: Hadoop sets those of
 * every file it creates, and starts a process for each of them where its native library is missing.
 */
final class LocalDisk extends RawLocalFileSystem {
  static LocalDisk with(Configuration conf) throws IOException {
    LocalDisk disk = new LocalDisk();
    disk.initialize(URI.create("file:///"), conf);
    return disk;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(new LocalInput(pathToFile(path), statistics));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!overwrite && exists(path)) {
      throw new FileAlreadyExistsException("File already exists: " + path);
    }
    if (!mkdirs(path.getParent())) {
      throw new IOException("Cannot create the directory " + path.getParent());
    }
    LocalOutput out = new LocalOutput(pathToFile(path));
    try {
      setPermission(
          path, FsPermission.getFileDefault().applyUMask(FsPermission.getUMask(getConf())));
      return new FSDataOutputStream(out, statistics);
    } catch (IOException | RuntimeException e) {
      out.close();
      throw e;
    }
  }

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    PosixFileAttributeView file =
        Files.getFileAttributeView(pathToFile(path).toPath(), PosixFileAttributeView.class);
    if (file == null || permission.getStickyBit()) {
      super.setPermission(path, permission);
      return;
    }
    file.setPermissions(
        PosixFilePermissions.fromString(
            permission.getUserAction().SYMBOL
                + permission.getGroupAction().SYMBOL
                + permission.getOtherAction().SYMBOL));
  }
}
