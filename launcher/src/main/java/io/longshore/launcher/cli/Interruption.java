package io.longshore.launcher.cli;

import io.longshore.launcher.session.LiveSession;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ctrl-C: the running session is cancelled, and the process waits until it is rolled back. Hadoop's
 * hooks are used because its own and Spark's, which close what a rollback needs, run after ours.
 */
final class Interruption implements AutoCloseable {
  /** Before Spark's (at most 60 on top of Hadoop's 30 for YARN) and FileSystem's (10). */
  private static final int PRIORITY = 1000;

  private static final long PATIENCE_MINUTES = 10;

  private final Runnable hook = this::interrupted;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile LiveSession session;

  Interruption() {
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, PATIENCE_MINUTES, TimeUnit.MINUTES);
  }

  /**
   * @param running null when it has ended
   */
  void cancels(LiveSession running) {
    session = running;
  }

  @Override
  public void close() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }

  private void interrupted() {
    LiveSession running = session;
    if (running == null) {
      return;
    }
    running.cancel();
    try {
      ended.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
