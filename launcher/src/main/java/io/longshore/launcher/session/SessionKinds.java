package io.longshore.launcher.session;

import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.core.image.ImageType;
import io.longshore.core.option.LongshoreOptions;
import io.longshore.launcher.hbase.ProcessIdentity;
import io.longshore.launcher.hbase.SessionLock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Opens sessions by what their journals say they are. Package-private entry points decide when;
 * this only knows how.
 */
final class SessionKinds {
  private final Environment environment;
  private final ImageLayout layout;

  SessionKinds(Environment environment, ImageLayout layout) {
    this.environment = environment;
    this.layout = layout;
  }

  /** A session that this process works on; closing it ends its heartbeat. */
  record Open(Session session, LiveSession live, Journal journal) implements AutoCloseable {
    @Override
    public void close() {
      live.close();
    }
  }

  static boolean isRestore(String id) {
    return id.startsWith(RestoreRequest.KIND);
  }

  SessionLock lock() throws IOException {
    return new SessionLock(
        environment.cluster().connection(), environment.cluster().backupSystem().tableName());
  }

  SessionLock.Owner owner(String id) {
    return new SessionLock.Owner(id, layout.toString(), ProcessIdentity.self());
  }

  /** Whether the process that works on a session still runs. */
  boolean isAlive(String id) throws IOException {
    Duration timeout = LongshoreOptions.HEARTBEAT_TIMEOUT.read(environment.conf());
    if (isRestore(id)) {
      Optional<FileHeartbeat.Beat> beat = new FileHeartbeat(layout, id, environment.conf()).read();
      return beat.isPresent()
          && Liveness.isAlive(id, beat.get().process(), beat.get().at(), timeout);
    }
    SessionLock.Status status = lock().status();
    return status.owner().isPresent()
        && status.owner().get().session().equals(id)
        && Liveness.isAlive(id, status.owner().get().process(), status.beat(), timeout);
  }

  /** Opens a session that has the lock, or needs none. */
  Open open(Journal journal) throws IOException {
    Duration interval = LongshoreOptions.HEARTBEAT_INTERVAL.read(environment.conf());
    if (isRestore(journal.id())) {
      RestoreRequest request = journal.request(RestoreRequest.class);
      FileHeartbeat heartbeat = new FileHeartbeat(layout, journal.id(), environment.conf());
      heartbeat.takeOver();
      LiveSession live =
          new LiveSession(
              journal.id(), heartbeat, interval, () -> journal.isDone(ImageRestore.LOAD_IMAGES));
      return session(
          journal, live, new ImageRestore(environment, layout, request, journal, live).steps());
    }
    BackupRequest request = journal.request(BackupRequest.class);
    ImageStore images = ImageStore.at(layout, environment.conf());
    LiveSession live =
        new LiveSession(
            journal.id(),
            new LockHeartbeat(lock(), owner(journal.id())),
            interval,
            () -> images.isPublished(request.imageId()));
    ImageBackup backup =
        request.type() == ImageType.FULL
            ? new FullBackup(environment, layout, request, journal, live)
            : new IncrementalBackup(environment, layout, request, journal, live);
    return session(journal, live, backup.steps());
  }

  private Open session(Journal journal, LiveSession live, List<Step> steps) {
    return new Open(new Session(journal, steps, live, environment.observer()), live, journal);
  }
}
