package io.longshore.wal.hbase;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.util.CommonFSUtils;
import org.apache.hadoop.hbase.wal.AbstractFSWALProvider;

/**
 * Where one WAL can lie. HBase moves it while we look: out of its server's directory, or, if the
 * server died, first out of the {@code -splitting} one; into oldWALs, or into the server's own
 * directory there.
 */
final class WalPlaces {
  private final FileSystem fs;
  private final List<Path> places;

  WalPlaces(Path listed, Configuration conf) throws IOException {
    this.fs = listed.getFileSystem(conf);
    Path root = CommonFSUtils.getWALRootDir(conf);
    Path wals = new Path(root, HConstants.HREGION_LOGDIR_NAME);
    Path archive = new Path(root, HConstants.HREGION_OLDLOGDIR_NAME);
    String name = listed.getName();
    if (!CommonFSUtils.getWALFileSystem(conf).getUri().equals(fs.getUri())) {
      // A copy in another store, which no cluster moves.
      this.places = List.of(listed);
      return;
    }
    Set<Path> all = new LinkedHashSet<>();
    all.add(listed);
    Optional<String> server = WalFile.server(name).map(found -> found.group(1));
    server.ifPresent(
        directory -> {
          all.add(new Path(new Path(wals, directory), name));
          all.add(new Path(new Path(wals, directory + AbstractFSWALProvider.SPLITTING_EXT), name));
        });
    all.add(new Path(archive, name));
    server.ifPresent(directory -> all.add(new Path(new Path(archive, directory), name)));
    this.places = List.copyOf(all);
  }

  FileSystem fileSystem() {
    return fs;
  }

  List<String> all() {
    return places.stream().map(Path::toString).toList();
  }

  /** Whether a WAL lies in an archive, where HBase puts nothing that is still written. */
  static boolean isArchived(Path wal) {
    for (Path above = wal.getParent(); above != null; above = above.getParent()) {
      if (above.getName().equals(HConstants.HREGION_OLDLOGDIR_NAME)) {
        return true;
      }
    }
    return false;
  }

  /** Where it lies now; empty if nowhere, also when looked for twice. */
  Optional<FileStatus> find() throws IOException {
    // Twice: between two looks it may have moved from a place not yet asked to one that was.
    for (int round = 0; round < 2; round++) {
      for (Path place : places) {
        try {
          return Optional.of(fs.getFileStatus(place));
        } catch (FileNotFoundException e) {
          // The next one.
          continue;
        }
      }
    }
    return Optional.empty();
  }
}
