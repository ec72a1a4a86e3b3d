package io.longshore.launcher.session;

import io.longshore.core.error.LongshoreException;
import java.io.IOException;

/** What a session must know of the world before each step. */
public interface SessionGuard {
  /**
   * @throws LongshoreException if the session was cancelled or is no longer ours
   */
  void check() throws IOException;

  boolean isCancelled();

  /** Whether the session's result is published, so that nothing may be undone. */
  boolean isPublished() throws IOException;

  /** What a user is told of a failure; a cancellation looks like many things. */
  LongshoreException reason(Throwable failure);
}
