package io.longshore.launcher;

import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;

/** The process: {@code longshore VERB ...}, also as the main class of spark-submit. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Longshore.run(StepObserver.NONE, System.out, System.err, args));
  }
}
