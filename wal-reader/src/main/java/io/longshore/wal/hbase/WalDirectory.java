package io.longshore.wal.hbase;

import io.longshore.core.error.Errors;
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

/** The WALs of a cluster, those in use and those archived; or those of some directories. */
public final class WalDirectory {
  private static final String SPLITTING = AbstractFSWALProvider.SPLITTING_EXT;

  private record Place(FileSystem fs, Path path, boolean archived) {}

  private final List<Place> places;

  public WalDirectory(Configuration conf) throws IOException {
    FileSystem fs = CommonFSUtils.getWALFileSystem(conf);
    Path root = CommonFSUtils.getWALRootDir(conf);
    this.places =
        List.of(
            new Place(fs, new Path(root, HConstants.HREGION_LOGDIR_NAME), false),
            new Place(fs, new Path(root, HConstants.HREGION_OLDLOGDIR_NAME), true));
  }

  private WalDirectory(List<Place> places) {
    this.places = List.copyOf(places);
  }

  /**
   * The WALs at some paths, wherever they came from.
   *
   * @param paths directories, which are searched with those below them, and WALs
   * @throws io.longshore.core.error.LongshoreException if there is nothing at one of them
   */
  public static WalDirectory of(Configuration conf, List<Path> paths) throws IOException {
    List<Place> places = new ArrayList<>();
    for (Path path : paths) {
      FileSystem fs = path.getFileSystem(conf);
      try {
        FileStatus found = fs.getFileStatus(path);
        if (found.isFile() && WalFile.of(found, false).isEmpty()) {
          throw Errors.invalidArgument(
              path + " has not the name of a region server's WAL.",
              "WALs are named host%2Cport%2Cstartcode.number.");
        }
        places.add(new Place(fs, found.getPath(), false));
      } catch (FileNotFoundException e) {
        throw Errors.invalidArgument("There are no WALs at " + path + ".", "Check the path.");
      }
    }
    return new WalDirectory(places);
  }

  /**
   * Every WAL once, in the order of their numbers. Those in use are listed before the archive: a
   * WAL that moves meanwhile is then seen twice rather than not at all.
   */
  public List<WalFile> list() throws IOException {
    Map<String, WalFile> byName = new HashMap<>();
    for (Place place : places) {
      add(place, byName);
    }
    List<WalFile> files = new ArrayList<>(byName.values());
    files.sort(
        (a, b) ->
            a.number() != b.number()
                ? Long.compare(a.number(), b.number())
                : a.path().compareTo(b.path()));
    return files;
  }

  private static void add(Place place, Map<String, WalFile> byName) throws IOException {
    FileStatus[] children;
    try {
      // Not listFiles: on a local disk it starts a process for every file, which fails for one that
      // has moved meanwhile.
      children = place.fs().listStatus(place.path());
    } catch (FileNotFoundException e) {
      // The directory of a server that dies meanwhile is given another name. What left either is in
      // the archive, which is listed after.
      String name = place.path().getName();
      if (!place.archived() && name.contains(",") && !name.endsWith(SPLITTING)) {
        Path renamed = new Path(place.path().getParent(), name + SPLITTING);
        add(new Place(place.fs(), renamed, false), byName);
      }
      return;
    }
    for (FileStatus child : children) {
      if (child.isDirectory()) {
        add(new Place(place.fs(), child.getPath(), place.archived()), byName);
      } else {
        boolean archived = place.archived() || WalPlaces.isArchived(child.getPath());
        WalFile.of(child, archived).ifPresent(wal -> byName.put(child.getPath().getName(), wal));
      }
    }
  }
}
