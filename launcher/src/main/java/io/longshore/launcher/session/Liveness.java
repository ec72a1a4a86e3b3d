package io.longshore.launcher.session;

import io.longshore.launcher.hbase.ProcessIdentity;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whether a session's process still runs. */
final class Liveness {
  private static final Set<String> RUNNING_HERE = ConcurrentHashMap.newKeySet();

  private Liveness() {}

  static void began(String session) {
    RUNNING_HERE.add(session);
  }

  static void ended(String session) {
    RUNNING_HERE.remove(session);
  }

  /**
   * On the process's own machine the answer is sure; from elsewhere silence has to do.
   *
   * @param beat when it was last heard of, in milliseconds
   * @param timeout how long a silence means death
   */
  static boolean isAlive(String session, ProcessIdentity process, long beat, Duration timeout) {
    if (process.equals(ProcessIdentity.self())) {
      return RUNNING_HERE.contains(session);
    }
    if (process.isOnThisMachine()) {
      return process.isRunning();
    }
    return System.currentTimeMillis() - beat < timeout.toMillis();
  }
}
