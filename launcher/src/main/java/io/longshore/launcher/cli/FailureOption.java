package io.longshore.launcher.cli;

import io.longshore.launcher.session.Session;
import picocli.CommandLine.Option;

/** What becomes of a session that fails. */
final class FailureOption {
  @Option(
      names = "--on-failure",
      paramLabel = "rollback|keep",
      description = "Whether a failed session is undone (the default), or kept for --resume.")
  private Session.OnFailure onFailure = Session.OnFailure.ROLLBACK;

  Session.OnFailure value() {
    return onFailure;
  }
}
