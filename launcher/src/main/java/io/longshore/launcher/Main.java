package io.longshore.launcher;

import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import java.io.PrintStream;

/** The process: {@code longshore VERB ...}, also as the main class of spark-submit. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Results alone go to standard output, whatever libraries print.
    PrintStream out = System.out;
    System.setOut(System.err);
    System.exit(Longshore.run(StepObserver.NONE, out, System.err, args));
  }
}
