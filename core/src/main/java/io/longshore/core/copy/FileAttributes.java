package io.longshore.core.copy;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Owner, group and mode that copies are given.
 *
 * @param owner null for the writer
 * @param group null for the file system's choice
 * @param mode permission bits, such as 0640; zero for the file system's choice
 */
public record FileAttributes(String owner, String group, int mode) implements Serializable {
  public static final FileAttributes NONE = new FileAttributes(null, null, 0);

  /** Gives them to a file, where it does not have them. */
  public void apply(FileSystem fs, Path file) throws IOException {
    if (equals(NONE)) {
      return;
    }
    FileStatus now = fs.getFileStatus(file);
    boolean sameOwner = owner == null || owner.equals(now.getOwner());
    boolean sameGroup = group == null || group.equals(now.getGroup());
    if (!sameOwner || !sameGroup) {
      fs.setOwner(file, owner, group);
    }
    FsPermission wanted = new FsPermission((short) mode);
    if (mode != 0 && !wanted.equals(now.getPermission())) {
      fs.setPermission(file, wanted);
    }
  }
}
