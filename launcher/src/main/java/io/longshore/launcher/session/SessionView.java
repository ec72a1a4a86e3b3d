package io.longshore.launcher.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.core.backup.BackupSession;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.launcher.hbase.SessionLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What running sessions look like from outside, and how they are asked to stop. */
public final class SessionView {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Environment environment;

  public SessionView(Environment environment) {
    this.environment = environment;
  }

  /**
   * A session that has not ended.
   *
   * @param alive whether its process runs; always true for the stock tools, which leave no sign
   * @param doing what it last said of its progress, empty where it said nothing
   */
  public record Running(
      String id,
      String root,
      String phase,
      int progress,
      boolean alive,
      String holder,
      Optional<JsonNode> doing) {}

  /** Backups that have not ended, and, where a root is given, its restores too. */
  public List<Running> running(ImageLayout root) throws IOException {
    List<Running> running = new ArrayList<>();
    SessionLock.Status status = lock().status();
    for (BackupSession session : environment.cluster().backupSystem().sessions()) {
      if (session.state() == BackupSession.State.RUNNING) {
        running.add(backup(session, status));
      }
    }
    addOther(status, running);
    if (root != null) {
      addRestores(root, running);
    }
    return running;
  }

  /** A merge, or images being deleted: the stock tables know of none. */
  private void addOther(SessionLock.Status status, List<Running> running) throws IOException {
    Optional<SessionLock.Owner> owner = status.owner();
    if (owner.isEmpty()
        || running.stream().anyMatch(each -> each.id().equals(owner.get().session()))) {
      return;
    }
    ImageLayout root = ImageLayout.of(owner.get().root());
    String id = owner.get().session();
    Journal journal = Journal.open(root, id, environment.conf());
    if (!journal.isEmpty() && !journal.isFinished()) {
      running.add(
          new Running(
              id,
              root.toString(),
              SessionKinds.kind(journal).toUpperCase(Locale.ROOT),
              0,
              new SessionKinds(environment, root).isAlive(id),
              owner.get().process().toString(),
              doing(status.progress())));
    }
  }

  private static Optional<JsonNode> doing(String progress) throws IOException {
    return progress.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(progress));
  }

  private Running backup(BackupSession session, SessionLock.Status status) throws IOException {
    boolean ours =
        status.owner().isPresent()
            && status.owner().get().session().equals(session.id().toString());
    boolean alive =
        !ours
            || new SessionKinds(environment, ImageLayout.of(session.root()))
                .isAlive(session.id().toString());
    return new Running(
        session.id().toString(),
        session.root(),
        session.phase().name(),
        session.progress(),
        alive,
        ours ? status.owner().get().process().toString() : "the stock tools, or nobody",
        ours ? doing(status.progress()) : Optional.empty());
  }

  private void addRestores(ImageLayout root, List<Running> running) throws IOException {
    SessionKinds kinds = new SessionKinds(environment, root);
    for (Journal journal : Journals.unfinished(root, environment.conf())) {
      String id = journal.id();
      if (!SessionKinds.isRestore(id)) {
        continue;
      }
      Optional<FileHeartbeat.Beat> beat = new FileHeartbeat(root, id, environment.conf()).read();
      running.add(
          new Running(
              id,
              root.toString(),
              "RESTORE",
              0,
              kinds.isAlive(id),
              beat.map(each -> each.process().toString()).orElse("nobody"),
              beat.isPresent() && !beat.get().progress().isEmpty()
                  ? Optional.of(JSON.readTree(beat.get().progress()))
                  : Optional.empty()));
    }
  }

  /**
   * Asks a session to stop; it rolls itself back.
   *
   * @param id null for the backup that runs
   * @param root where restores are looked for, null for none
   * @return the session's id
   */
  public String cancel(String id, ImageLayout root) throws IOException {
    if (id != null && SessionKinds.isRestore(id)) {
      if (root == null) {
        throw Errors.invalidArgument(
            "A restore is found by its root.", "Add -p ROOT to the command.");
      }
      requireAlive(id, new SessionKinds(environment, root).isAlive(id));
      new FileHeartbeat(root, id, environment.conf()).requestCancel();
      return id;
    }
    SessionLock.Status status = lock().status();
    Optional<SessionLock.Owner> owner = status.owner();
    if (owner.isEmpty() || (id != null && !owner.get().session().equals(id))) {
      throw Errors.sessionNotFound(
          id == null ? "No backup of Longshore's runs." : "No backup " + id + " runs.",
          "Run `longshore progress` to see what does.");
    }
    String session = owner.get().session();
    requireAlive(
        session,
        new SessionKinds(environment, ImageLayout.of(owner.get().root())).isAlive(session));
    lock().requestCancel(owner.get());
    return session;
  }

  /** Whether a session has not ended yet. */
  public boolean isRunning(String id, ImageLayout root) throws IOException {
    return running(root).stream().anyMatch(each -> each.id().equals(id) && each.alive());
  }

  private static void requireAlive(String id, boolean alive) {
    if (!alive) {
      throw Errors.sessionNotFound(
          "The process of " + id + " is dead, so it cannot be asked to stop.",
          "Run `longshore repair -p ROOT`, which rolls it back.");
    }
  }

  private SessionLock lock() throws IOException {
    return new SessionLock(
        environment.cluster().connection(), environment.cluster().backupSystem().tableName());
  }
}
