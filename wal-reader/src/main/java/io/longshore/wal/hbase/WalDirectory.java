package io.longshore.wal.hbase;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.util.CommonFSUtils;
import org.apache.hadoop.hbase.wal.AbstractFSWALProvider;

/** The WALs of a cluster, those in use and those archived. */
public final class WalDirectory {
  private static final String SPLITTING = AbstractFSWALProvider.SPLITTING_EXT;

  private final FileSystem fs;
  private final Path root;

  public WalDirectory(Configuration conf) throws IOException {
    this.fs = CommonFSUtils.getWALFileSystem(conf);
    this.root = CommonFSUtils.getWALRootDir(conf);
  }

  private WalDirectory(FileSystem fs, Path root) {
    this.fs = fs;
    this.root = root;
  }

  /**
   * Every WAL once, in the order of their numbers. Those in use are listed before the archive: a
   * WAL that moves meanwhile is then seen twice rather than not at all.
   */
  public List<WalFile> list() throws IOException {
    Map<String, WalFile> byName = new HashMap<>();
    add(new Path(root, HConstants.HREGION_LOGDIR_NAME), false, byName);
    add(new Path(root, HConstants.HREGION_OLDLOGDIR_NAME), true, byName);
    return sorted(byName);
  }

  /**
   * Every WAL under some directories once, or in the files named, in the order of their numbers.
   *
   * @throws FileNotFoundException if one of them is not there
   */
  public static List<WalFile> under(List<Path> places, Configuration conf) throws IOException {
    Map<String, WalFile> byName = new HashMap<>();
    for (Path place : places) {
      FileSystem fs = place.getFileSystem(conf);
      FileStatus status = fs.getFileStatus(place);
      if (status.isFile()) {
        WalFile.of(status, true).ifPresent(wal -> byName.put(place.getName(), wal));
      } else {
        new WalDirectory(fs, place).add(place, true, byName);
      }
    }
    return sorted(byName);
  }

  private static List<WalFile> sorted(Map<String, WalFile> byName) {
    List<WalFile> files = new ArrayList<>(byName.values());
    files.sort(
        (a, b) ->
            a.number() != b.number()
                ? Long.compare(a.number(), b.number())
                : a.path().compareTo(b.path()));
    return files;
  }

  private void add(Path directory, boolean archived, Map<String, WalFile> byName)
      throws IOException {
    FileStatus[] children;
    try {
      // Not listFiles: on a local disk it starts a process for every file, which fails for one that
      // has moved meanwhile.
      children = fs.listStatus(directory);
    } catch (FileNotFoundException e) {
      // The directory of a server that dies meanwhile is given another name. What left either is in
      // the archive, which is listed after.
      String name = directory.getName();
      if (!archived && name.contains(",") && !name.endsWith(SPLITTING)) {
        add(new Path(directory.getParent(), name + SPLITTING), false, byName);
      }
      return;
    }
    for (FileStatus child : children) {
      if (child.isDirectory()) {
        add(child.getPath(), archived, byName);
      } else {
        WalFile.of(child, archived).ifPresent(wal -> byName.put(child.getPath().getName(), wal));
      }
    }
  }
}
