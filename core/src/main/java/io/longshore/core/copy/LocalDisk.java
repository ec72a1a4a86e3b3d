package io.longshore.core.copy;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk whose streams move bytes between the page cache and a direct buffer: Hadoop's go
 * through two more copies of every byte. It sets and reads permissions itself, too: Hadoop sets
 * those of every file it creates, and starts a process for each of them where its native library is
 * missing.
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

  /** Hadoop's own starts a process for each file whose owner or mode somebody asks for. */
  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    File file = pathToFile(path);
    PosixFileAttributes found;
    try {
      found = Files.readAttributes(file.toPath(), PosixFileAttributes.class);
    } catch (FileSystemException e) {
      // Also below a file, and where a directory cannot be entered: nothing is there to Hadoop.
      if (!file.exists()) {
        throw new FileNotFoundException("File " + path + " does not exist");
      }
      throw e;
    } catch (UnsupportedOperationException e) {
      return super.getFileStatus(path);
    }
    return new FileStatus(
        found.isDirectory() ? 0 : found.size(),
        found.isDirectory(),
        1,
        getDefaultBlockSize(path),
        found.lastModifiedTime().toMillis(),
        found.lastAccessTime().toMillis(),
        FsPermission.valueOf("-" + PosixFilePermissions.toString(found.permissions())),
        found.owner().getName(),
        found.group().getName(),
        new Path(file.getPath()).makeQualified(getUri(), getWorkingDirectory()));
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
