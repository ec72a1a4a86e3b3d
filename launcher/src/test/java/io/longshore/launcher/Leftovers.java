package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.image.ImageId;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.hbase.SessionLock;
import io.longshore.launcher.hbase.WalPin;
import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    for (SnapshotDescription snapshot : cluster.admin().listSnapshots()) {
      if (snapshot.getName().startsWith("snapshot_")
          || snapshot.getName().startsWith("longshore_")) {
        found.add("snapshot " + snapshot.getName());
      }
    }
    Path directory = Path.of(URI.create(root));
    addFiles(directory.resolve(".tmp"), found);
    addFiles(directory.resolve(".longshore/sessions/.tmp"), found);
    Path hbase = Path.of(URI.create(cluster.configuration().get("hbase.rootdir")));
    try (Stream<Path> scratch = Files.list(hbase.resolve(".tmp"))) {
      scratch
          .filter(child -> child.getFileName().toString().startsWith("longshore"))
          .forEach(child -> found.add("scratch " + child));
    }
    if (Files.exists(directory)) {
      try (Stream<Path> children = Files.list(directory)) {
        children
            .filter(child -> ImageId.isImageId(child.getFileName().toString()))
            .filter(child -> !Files.exists(child.resolve(".backup.manifest")))
            .forEach(child -> found.add("half an image, " + child));
      }
    }
    return found;
  }

  private static void addFiles(Path directory, List<String> found) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.filter(Files::isRegularFile).forEach(file -> found.add("file " + file));
      }
    }
  }
}
