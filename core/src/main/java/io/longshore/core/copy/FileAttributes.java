package io.longshore.core.copy;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;

/**
 * Owner, group and mode that copies are given.
 *
 * @param owner null for the writer
 * @param group null for the file system's choice
 * @param mode permission bits, such as 0640; zero for the file system's choice
 * @param kept whether those of the source are kept where nothing else is said. Only from HDFS to
 *     HDFS, whose users are the same
 */
public record FileAttributes(String owner, String group, int mode, boolean kept)
    implements Serializable {
  public static final FileAttributes NONE = new FileAttributes(null, null, 0, false);

  /** Gives them to a file, where it does not have them. */
  public void apply(FileSystem fs, Path file) throws IOException {
    if (owner == null && group == null && mode == 0) {
      return;
    }
    FileStatus now = fs.getFileStatus(file);
    giveOwner(fs, file, now);
    giveMode(fs, file, now);
  }

  /** Gives a copy what its source has and nothing else was said of, as far as we may. */
  void keep(FileSystem fs, Path copy, FileStatus source) throws IOException {
    FileAttributes rest =
        new FileAttributes(
            owner == null ? source.getOwner() : null,
            group == null ? source.getGroup() : null,
            mode == 0 ? source.getPermission().toShort() : 0,
            false);
    FileStatus now = fs.getFileStatus(copy);
    try {
      rest.giveMode(fs, copy, now);
      rest.giveOwner(fs, copy, now);
    } catch (AccessControlException e) {
      // HDFS lets its superuser alone give files away: it stays the writer's.
    }
  }

  private void giveOwner(FileSystem fs, Path file, FileStatus now) throws IOException {
    boolean sameOwner = owner == null || owner.equals(now.getOwner());
    boolean sameGroup = group == null || group.equals(now.getGroup());
    if (!sameOwner || !sameGroup) {
      fs.setOwner(file, owner, group);
    }
  }

  private void giveMode(FileSystem fs, Path file, FileStatus now) throws IOException {
    FsPermission wanted = new FsPermission((short) mode);
    if (mode != 0 && !wanted.equals(now.getPermission())) {
      fs.setPermission(file, wanted);
    }
  }
}
