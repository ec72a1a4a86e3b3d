package io.longshore.launcher.session;

import io.longshore.core.backup.BackupSession;
import io.longshore.core.backup.BackupSystem;
import io.longshore.core.error.Errors;
import io.longshore.core.image.ImageLayout;
import io.longshore.core.image.ImageStore;
import io.longshore.launcher.hbase.ClusterOperations;
import io.longshore.launcher.hbase.SessionLock;
import io.longshore.launcher.hbase.WalPin;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.hbase.TableName;

/** Ends sessions whose process died: what is published goes forward, the rest is undone. */
public final class Repair {
  private final Environment environment;

  public Repair(Environment environment) {
    this.environment = environment;
  }

  /**
   * One thing that was done, or would be.
   *
   * @param session which
   */
  public record Action(String session, String what) {}

  /**
   * Ends every dead session of a root, and of the roots that {@code backup:system} knows.
   *
   * @param root null for those of {@code backup:system} only
   * @param dryRun whether the actions are only told
   * @param force whether a session of the stock tools, which leave no sign of life, counts as dead
   */
  public List<Action> run(ImageLayout root, boolean dryRun, boolean force) throws IOException {
    List<Action> actions = new ArrayList<>();
    Set<String> roots = new LinkedHashSet<>();
    if (root != null) {
      roots.add(root.toString());
    }
    BackupSystem system = environment.cluster().backupSystem();
    SessionLock.Status status = lock().status();
    status.owner().ifPresent(owner -> roots.add(owner.root()));
    for (BackupSession session : system.sessions()) {
      if (session.state() == BackupSession.State.RUNNING) {
        roots.add(session.root());
      }
    }
    for (String each : roots) {
      settleRoot(ImageLayout.of(each), dryRun, actions);
    }
    settleLock(dryRun, actions);
    settleStock(dryRun, force, actions);
    settlePins(dryRun, actions);
    return actions;
  }

  /** Ends the session that holds the lock if it is dead; says so if it is not. */
  public void settleHolder() throws IOException {
    SessionLock.Status status = lock().status();
    if (!status.held()) {
      return;
    }
    if (status.owner().isEmpty()) {
      throw Errors.sessionActive(
          "a session of the stock tools; if it is dead, `longshore repair --force` ends it");
    }
    SessionLock.Owner owner = status.owner().get();
    ImageLayout layout = ImageLayout.of(owner.root());
    if (new SessionKinds(environment, layout).isAlive(owner.session())) {
      throw Errors.sessionActive(Backups.holder(status));
    }
    List<Action> actions = new ArrayList<>();
    Journal journal = Journal.open(layout, owner.session(), environment.conf());
    if (!journal.isEmpty() && !journal.isFinished()) {
      settle(layout, journal, false, actions);
    }
    settleLock(false, actions);
    actions.forEach(
        action -> environment.notices().accept(action.session() + ": " + action.what() + "."));
  }

  private void settleRoot(ImageLayout layout, boolean dryRun, List<Action> actions)
      throws IOException {
    SessionKinds kinds = new SessionKinds(environment, layout);
    for (Journal journal : Journals.unfinished(layout, environment.conf())) {
      if (!kinds.isAlive(journal.id())) {
        settle(layout, journal, dryRun, actions);
      }
    }
  }

  private void settle(ImageLayout layout, Journal journal, boolean dryRun, List<Action> actions)
      throws IOException {
    SessionKinds kinds = new SessionKinds(environment, layout);
    boolean locks = !SessionKinds.isRestore(journal.id());
    if (dryRun) {
      actions.add(
          new Action(
              journal.id(),
              kinds.isPublished(journal) ? "would be finished" : "would be rolled back"));
      return;
    }
    SessionLock.Owner owner = kinds.owner(journal.id());
    if (locks) {
      Backups.takeLock(kinds.lock(), owner);
    }
    try (SessionKinds.Open open = kinds.open(journal)) {
      if (open.session().isPublished()) {
        open.session().run(Session.OnFailure.KEEP);
        actions.add(new Action(journal.id(), "finished: its result was published already"));
      } else {
        open.session().rollback("its process died");
        actions.add(new Action(journal.id(), "rolled back: its process died"));
      }
    } finally {
      if (locks && journal.isFinished()) {
        kinds.lock().release(owner);
      }
    }
  }

  /** A lock whose session is over, or never began. */
  private void settleLock(boolean dryRun, List<Action> actions) throws IOException {
    SessionLock lock = lock();
    Optional<SessionLock.Owner> owner = lock.status().owner();
    if (owner.isEmpty()) {
      return;
    }
    ImageLayout layout = ImageLayout.of(owner.get().root());
    Journal journal = Journal.open(layout, owner.get().session(), environment.conf());
    boolean over = journal.isEmpty() || journal.isFinished();
    if (over && !new SessionKinds(environment, layout).isAlive(owner.get().session())) {
      if (!dryRun) {
        lock.release(owner.get());
      }
      actions.add(
          new Action(
              owner.get().session(), dryRun ? "its lock would be released" : "lock released"));
    }
  }

  /** Sessions of the stock tools: rows that say RUNNING and have no journal. */
  private void settleStock(boolean dryRun, boolean force, List<Action> actions) throws IOException {
    BackupSystem system = environment.cluster().backupSystem();
    boolean any = false;
    for (BackupSession session : system.sessions()) {
      boolean stock =
          session.state() == BackupSession.State.RUNNING
              && Journal.open(
                      ImageLayout.of(session.root()), session.id().toString(), environment.conf())
                  .isEmpty();
      if (!stock) {
        continue;
      }
      any = true;
      if (!force) {
        actions.add(
            new Action(
                session.id().toString(),
                "left alone: a session of the stock tools gives no sign of life; --force ends it"));
      } else if (dryRun) {
        actions.add(new Action(session.id().toString(), "would be rolled back"));
      } else {
        rollbackStock(session);
        actions.add(new Action(session.id().toString(), "rolled back"));
      }
    }
    SessionLock.Status status = lock().status();
    if (status.held() && status.owner().isEmpty() && (force || !any)) {
      if (!force) {
        actions.add(
            new Action("stock", "holds the lock without a running session; --force frees it"));
      } else {
        if (!dryRun) {
          lock().releaseStock();
        }
        actions.add(new Action("stock", dryRun ? "lock would be released" : "lock released"));
      }
    }
  }

  /**
   * Undoes what a stock session did, row by row. The snapshot that stock took of {@code
   * backup:system} is deleted, never restored: that would take back what others wrote since.
   */
  private void rollbackStock(BackupSession session) throws IOException {
    BackupSystem system = environment.cluster().backupSystem();
    ClusterOperations operations = new ClusterOperations(environment.cluster());
    for (String snapshot : session.snapshots().values()) {
      if (!snapshot.isEmpty()) {
        operations.deleteSnapshot(snapshot);
      }
    }
    ImageLayout layout = ImageLayout.of(session.root());
    ImageStore.at(layout, environment.conf()).delete(session.id());
    Map<TableName, Map<String, Long>> former =
        system.completeSessions(session.root()).stream()
            .findFirst()
            .map(BackupSession::boundaries)
            .orElse(Map.of());
    system.resetBoundaries(session.root(), former);
    system.write(session.failed(Instant.now(), "its process died; ended by longshore repair"));
    operations.deleteSnapshot(system.systemSnapshotName());
  }

  private void settlePins(boolean dryRun, List<Action> actions) throws IOException {
    BackupSystem system = environment.cluster().backupSystem();
    List<BackupSession> sessions = system.sessions();
    for (BackupSession pin : sessions) {
      if (!WalPin.isPin(pin)) {
        continue;
      }
      String owner = pin.root().substring(pin.root().lastIndexOf('/') + 1);
      boolean runs =
          sessions.stream()
              .anyMatch(
                  each ->
                      each.id().toString().equals(owner)
                          && each.state() == BackupSession.State.RUNNING);
      if (!runs && !isAtWork(pin)) {
        if (!dryRun) {
          system.delete(pin.id());
        }
        actions.add(new Action(owner, dryRun ? "its WALs would be released" : "its WALs released"));
      }
    }
  }

  /** Whether a session that deletes images, of which there is no row, has made a pin. */
  private boolean isAtWork(BackupSession pin) throws IOException {
    Optional<SessionLock.Owner> owner = lock().status().owner();
    return owner.isPresent()
        && pin.root().startsWith(owner.get().root() + "/")
        && new SessionKinds(environment, ImageLayout.of(owner.get().root()))
            .isAlive(owner.get().session());
  }

  private SessionLock lock() throws IOException {
    return new SessionLock(
        environment.cluster().connection(), environment.cluster().backupSystem().tableName());
  }
}
