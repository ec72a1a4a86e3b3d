package io.longshore.launcher.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageId;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
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

  /** What a session's request says it is. */
  static String kind(Journal journal) {
    return journal.request(Kind.class).kind();
  }

  /** What every request says. */
  private record Kind(@JsonProperty("kind") String kind) {}

  /** Whether a session's result is in its place, so that it can only go forward. */
  boolean isPublished(Journal journal) throws IOException {
    return switch (kind(journal)) {
      case RestoreRequest.KIND -> journal.isDone(ImageRestore.LOAD_IMAGES);
      case DeleteRequest.KIND -> true;
      default -> ImageStore.at(layout, environment.conf()).isPublished(ImageId.parse(journal.id()));
    };
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
    Heartbeat heartbeat;
    if (isRestore(journal.id())) {
      FileHeartbeat beats = new FileHeartbeat(layout, journal.id(), environment.conf());
      beats.takeOver();
      heartbeat = beats;
    } else {
      heartbeat = new LockHeartbeat(lock(), owner(journal.id()));
    }
    LiveSession live =
        new LiveSession(journal.id(), heartbeat, interval, () -> isPublished(journal));
    Session session = new Session(journal, steps(journal, live), live, environment.observer());
    return new Open(session, live, journal);
  }

  private List<Step> steps(Journal journal, LiveSession live) throws IOException {
    return switch (kind(journal)) {
      case RestoreRequest.KIND ->
          new ImageRestore(
                  environment, layout, journal.request(RestoreRequest.class), journal, live)
              .steps();
      case MergeRequest.KIND ->
          new ImageMerge(environment, layout, journal.request(MergeRequest.class), journal, live)
              .steps();
      case DeleteRequest.KIND ->
          new ImageDelete(environment, layout, journal.request(DeleteRequest.class)).steps();
      case BackupRequest.INCREMENTAL ->
          new IncrementalBackup(
                  environment, layout, journal.request(BackupRequest.class), journal, live)
              .steps();
      default ->
          new FullBackup(environment, layout, journal.request(BackupRequest.class), journal, live)
              .steps();
    };
  }

  /** What a session is asked to do, once it has the lock. */
  @FunctionalInterface
  interface Asked {
    Object request() throws IOException;
  }

  /** Takes the lock, begins a journal, and runs the session. */
  void begin(String id, Asked asked, Session.OnFailure onFailure) throws IOException {
    SessionLock lock = lock();
    SessionLock.Owner owner = owner(id);
    if (!lock.acquire(owner)) {
      throw Errors.sessionActive(Backups.holder(lock.status()));
    }
    environment.observer().done(StepObserver.LOCK);
    Journal journal;
    try {
      journal = Journal.begin(layout, id, environment.conf(), asked.request());
    } catch (IOException | RuntimeException e) {
      lock.release(owner);
      throw e;
    }
    run(journal, lock, owner, onFailure);
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
}
