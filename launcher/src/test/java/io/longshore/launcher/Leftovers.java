package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.image.ImageId;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.hbase.SessionLock;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.snapshot.hbase.SnapshotFiles;
import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hbase.client.SnapshotDescription;

/** What a session that has ended must not leave, looked for wherever a session leaves things. */
final class Leftovers {
  private Leftovers() {}

  static void assertNone(EmbeddedHBase cluster, String root) throws IOException {
    assertThat(find(cluster, root)).isEmpty();
  }

  private static List<String> find(EmbeddedHBase cluster, String root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Cluster client = new Cluster(cluster.configuration())) {
      SessionLock.Status lock =
          new SessionLock(client.connection(), client.backupSystem().tableName()).status();
      if (lock.held()) {
        found.add("the lock, " + lock);
      }
      for (BackupSession session : client.backupSystem().sessions()) {
        if (WalPin.isPin(session)) {
          found.add("a pin, " + session);
        }
        if (session.state() == BackupSession.State.RUNNING) {
          found.add("a running session, " + session);
        }
      }
    }
    Configuration conf = cluster.configuration();
    SnapshotFiles snapshots = new SnapshotFiles(new Path(conf.get("hbase.rootdir")), conf);
    for (SnapshotDescription snapshot : cluster.admin().listSnapshots()) {
      String name = snapshot.getName();
      if (name.startsWith("longshore_restore_") && snapshots.hasReferences(name)) {
        // Kept on purpose, and said: RestoredReferencesTest.
        cluster.admin().deleteSnapshot(name);
      } else if (name.startsWith("snapshot_") || name.startsWith("longshore_")) {
        found.add("snapshot " + name);
      }
    }
    Path directory = new Path(root);
    FileSystem fs = TargetStore.rawFileSystem(directory, conf);
    addFiles(fs, new Path(directory, ".tmp"), found);
    addFiles(fs, new Path(directory, ".longshore/sessions/.tmp"), found);
    Path hbase = new Path(conf.get("hbase.rootdir"));
    for (Path child : children(TargetStore.rawFileSystem(hbase, conf), new Path(hbase, ".tmp"))) {
      if (child.getName().startsWith("longshore")) {
        found.add("scratch " + child);
      }
    }
    for (Path child :
        children(TargetStore.rawFileSystem(hbase, conf), new Path(hbase, "staging"))) {
      if (child.getName().startsWith("longshore")) {
        found.add("staged " + child);
      }
    }
    for (Path child : children(fs, directory)) {
      if (ImageId.isImageId(child.getName()) && !fs.exists(new Path(child, ".backup.manifest"))) {
        found.add("half an image, " + child);
      }
    }
    return found;
  }

  private static List<Path> children(FileSystem fs, Path directory) throws IOException {
    return fs.exists(directory)
        ? Arrays.stream(fs.listStatus(directory)).map(FileStatus::getPath).toList()
        : List.of();
  }

  private static void addFiles(FileSystem fs, Path directory, List<String> found)
      throws IOException {
    if (fs.exists(directory)) {
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(directory, true);
      while (files.hasNext()) {
        found.add("file " + files.next().getPath());
      }
    }
  }
}
