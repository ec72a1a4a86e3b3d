package io.longshore.launcher.session;

import io.longshore.launcher.hbase.SessionLock;
import java.io.IOException;

/** The heartbeat of a session that holds the backup system's lock: beside it, in its row. */
final class LockHeartbeat implements Heartbeat {
  private final SessionLock lock;
  private final SessionLock.Owner owner;

  LockHeartbeat(SessionLock lock, SessionLock.Owner owner) {
    this.lock = lock;
    this.owner = owner;
  }

  @Override
  public boolean beat(String progress) throws IOException {
    return lock.beat(owner, progress);
  }

  @Override
  public boolean isCancelRequested() throws IOException {
    return lock.status().cancel();
  }

  @Override
  public void requireOurs() throws IOException {
    lock.requireHeld(owner);
  }
}
