package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.image.ImageId;
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

  static boolean isMerge(Journal journal) {
    return journal.request(Kind.class).kind().equals(MergeRequest.KIND);
  }

  /** What every request says. */
  private record Kind(@JsonProperty("kind") String kind) {}

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
    ImageStore images = ImageStore.at(layout, environment.conf());
    ImageId image = ImageId.parse(journal.id());
    LiveSession live =
        new LiveSession(
            journal.id(),
            new LockHeartbeat(lock(), owner(journal.id())),
            interval,
            () -> images.isPublished(image));
    if (isMerge(journal)) {
      MergeRequest request = journal.request(MergeRequest.class);
      return session(
          journal, live, new ImageMerge(environment, layout, request, journal, live).steps());
    }
    BackupRequest request = journal.request(BackupRequest.class);
    ImageBackup backup =
        request.type() == ImageType.FULL
            ? new FullBackup(environment, layout, request, journal, live)
            : new IncrementalBackup(environment, layout, request, journal, live);
    return session(journal, live, backup.steps());
  }

  /** Runs a session that has the lock, and gives the lock back when it has ended. */
  void run(Journal journal, SessionLock lock, SessionLock.Owner owner, Session.OnFailure onFailure)
      throws IOException {
    try (Open open = open(journal)) {
      environment.running().accept(open.live());
      try {
        open.session().run(onFailure);
      } finally {
        if (journal.isFinished()) {
          lock.release(owner);
        }
        environment.running().accept(null);
      }
    }
  }

  private Open session(Journal journal, LiveSession live, List<Step> steps) {
    return new Open(new Session(journal, steps, live, environment.observer()), live, journal);
  }
}
