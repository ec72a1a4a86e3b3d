package io.longshore.launcher.session;

import java.io.IOException;

/**
 * One step of a session. Both methods may be called again after a crash in the middle of them, and
 * then find what the first call left.
 */
public interface Step {
  /** Its name in the journal. */
  String name();

  /**
   * Does it.
   *
   * @return what later steps need to know, written to the journal; may be empty, not null
   */
  Object execute() throws IOException;

  /**
   * Undoes whatever of it was done.
   *
   * @param why for the records
   */
  void rollback(String why) throws IOException;
}
