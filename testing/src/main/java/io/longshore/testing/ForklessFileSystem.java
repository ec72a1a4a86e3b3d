package io.longshore.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, but it starts no process. Without its native library Hadoop starts a
 * {@code chmod} for each file and directory it makes, thirty a second in tests.
 */
public final class ForklessFileSystem extends LocalFileSystem {
  /** Called by Hadoop. */
  public ForklessFileSystem() {
    super(new Raw());
    // As HBase's servers set the one that they find in the cache: with Hadoop's checksums a sync of
    // a WAL writes nothing.
    setWriteChecksum(false);
    setVerifyChecksum(false);
  }

  /**
   * The same settings for the servers of a cluster. Their clients keep Hadoop's own: what is tested
   * uses the file system that its users have.
   */
  static Configuration forServers(Configuration cluster) throws IOException {
    // HBase's servers do not start in a process that has no file system in its cache.
    FileSystem.getLocal(cluster);
    Configuration servers = new Configuration(cluster);
    servers.set("fs.file.impl", ForklessFileSystem.class.getName());
    // One process has one cached file system for all settings.
    servers.setBoolean("fs.file.impl.disable.cache", true);
    return servers;
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      // Without the sticky bit, of which Java knows nothing.
      FsPermission known =
          new FsPermission(
              permission.getUserAction(), permission.getGroupAction(), permission.getOtherAction());
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(), PosixFilePermissions.fromString(known.toString()));
    }
  }
}
