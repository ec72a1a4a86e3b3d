package io.longshore.launcher;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.cli.DriverReport;
import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.output.TeeOutputStream;

/** The process: {@code longshore VERB ...}, also as the main class of spark-submit. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Results alone go to standard output, whatever libraries print.
    PrintStream out = System.out;
    System.setOut(System.err);
    if (DriverReport.isWanted()) {
      inYarn(out, args);
    } else {
      System.exit(Longshore.run(StepObserver.NONE, out, System.err, args));
    }
  }

  /** One command; the arguments are what follows its name. */
  public static void run(String command, String[] args) {
    main(Stream.concat(Stream.of(command), Stream.of(args)).toArray(String[]::new));
  }

  /** There Spark ends the process, and takes it ill if others do. */
  private static void inYarn(PrintStream out, String[] args) {
    // Spark asks for a context within a minute or two, and takes a driver without one for failed.
    SparkSessions.open(null, Map.of());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err =
        new PrintStream(new TeeOutputStream(System.err, said), true, StandardCharsets.UTF_8);
    int status = Longshore.run(StepObserver.NONE, out, err, args);
    out.flush();
    if (status != 0) {
      throw DriverReport.failure(status, said.toString(StandardCharsets.UTF_8));
    }
  }
}
