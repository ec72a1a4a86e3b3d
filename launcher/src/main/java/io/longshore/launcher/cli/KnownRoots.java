package io.longshore.launcher.cli;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageId;
import io.longshore.launcher.hbase.Cluster;
import io.longshore.launcher.hbase.WalPin;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The backup roots that a cluster knows. */
final class KnownRoots {
  private KnownRoots() {}

  static List<String> all(Cluster cluster) throws IOException {
    Set<String> roots = new TreeSet<>();
    for (BackupSession session : cluster.backupSystem().sessions()) {
      if (!WalPin.isPin(session)) {
        roots.add(session.root());
      }
    }
    return List.copyOf(roots);
  }

  /**
   * The root that all of some images are in.
   *
   * @throws io.longshore.core.error.LongshoreException if they are in several, or one is not known
   */
  static String of(List<ImageId> images, Cluster cluster) throws IOException {
    Set<String> roots = new TreeSet<>();
    for (ImageId id : images) {
      roots.add(
          cluster
              .backupSystem()
              .read(id)
              .orElseThrow(() -> Errors.imageNotKnown(id.toString()))
              .root());
    }
    if (roots.size() > 1) {
      throw Errors.invalidArgument(
          "The images are in several roots: " + String.join(", ", roots) + ".",
          "Name images of one root.");
    }
    return roots.iterator().next();
  }
}
