package io.longshore.launcher.hbase;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageType;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;

/**
 * Keeps WALs while a full backup runs. The stock log cleaner heeds only COMPLETE sessions, the
 * newest of each root, and deletes the WALs of servers that none of them names; so a session is
 * written that is complete in name, under a root of its own, with boundary 0 for every server. For
 * the same reason the stock observer records bulk loads of its tables meanwhile.
 */
public final class WalPin {
  private static final String DIRECTORY = "wal-pin";

  private final BackupSystem system;
  private final String root;
  private final ImageId session;
  private final List<TableName> tables;
  private final Set<String> servers = new HashSet<>();

  public WalPin(BackupSystem system, ImageLayout layout, ImageId session, List<TableName> tables) {
    this.system = system;
    this.root = rootOf(layout, session);
    this.session = session;
    this.tables = tables;
  }

  /** Whether a session is a pin rather than a backup. */
  public static boolean isPin(BackupSession session) {
    return session.root().contains("/.longshore/" + DIRECTORY + "/");
  }

  /**
   * Pins the WALs of these servers too, for as long as the session runs.
   *
   * @return whether there was anything to pin
   */
  public synchronized boolean protect(Set<ServerName> live) throws IOException {
    Set<String> addresses =
        live.stream().map(server -> server.getAddress().toString()).collect(Collectors.toSet());
    if (servers.isEmpty()) {
      // An earlier run of the session pinned some that may have died since.
      find()
          .ifPresent(
              pin -> pin.boundaries().values().forEach(each -> servers.addAll(each.keySet())));
    }
    if (!servers.addAll(addresses)) {
      return false;
    }
    Map<String, Long> everything = new HashMap<>();
    servers.forEach(server -> everything.put(server, 0L));
    Map<TableName, Map<String, Long>> boundaries = new HashMap<>();
    tables.forEach(table -> boundaries.put(table, everything));
    Map<TableName, String> snapshots = new HashMap<>();
    tables.forEach(table -> snapshots.put(table, ""));
    ImageId id = find().map(BackupSession::id).orElse(free());
    system.write(
        BackupSession.begin(
                id, ImageType.FULL, root, snapshots, Instant.ofEpochMilli(id.millis()), -1, -1)
            .complete(Instant.ofEpochMilli(id.millis()), boundaries));
    return true;
  }

  /** Lets the WALs go. */
  public void release() throws IOException {
    Optional<BackupSession> pin = find();
    if (pin.isPresent()) {
      system.delete(pin.get().id());
    }
  }

  private Optional<BackupSession> find() throws IOException {
    return system.sessions().stream().filter(each -> each.root().equals(root)).findFirst();
  }

  /** An id near the session's: history drops one of two sessions of equal start time. */
  private ImageId free() throws IOException {
    Set<Long> taken = new HashSet<>();
    for (BackupSession each : system.sessions()) {
      taken.add(each.id().millis());
      taken.add(each.started().toEpochMilli());
    }
    long millis = session.millis() + 1;
    while (taken.contains(millis)) {
      millis++;
    }
    return new ImageId(millis);
  }

  private static String rootOf(ImageLayout layout, ImageId session) {
    return layout + "/.longshore/" + DIRECTORY + "/" + session;
  }
}
