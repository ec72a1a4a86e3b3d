package io.longshore.launcher.session;

import java.io.IOException;

/** How a running session says that it lives, and hears that it is to stop. */
interface Heartbeat {
  /**
   * Says that the session lives.
   *
   * @param progress JSON for those who ask
   * @return false if the session is no longer ours
   */
  boolean beat(String progress) throws IOException;

  boolean isCancelRequested() throws IOException;

  /**
   * @throws io.longshore.core.error.LongshoreException if the session is no longer ours
   */
  void requireOurs() throws IOException;
}
