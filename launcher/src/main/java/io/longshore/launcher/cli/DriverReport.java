package io.longshore.launcher.cli;

import io.longshore.core.error.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes back from a driver in a YARN cluster: YARN's diagnostics, which {@code spark-submit}
 * prints. The driver fails with its exit status and what it said in them; here they are found.
 */
public final class DriverReport {
  /** YARN keeps only so much, some of it the end: the status stands at both. */
  private static final int MOST = 4096;

  private static final String STATUS = "longshore exit status ";
  private static final Pattern EXIT = Pattern.compile(Pattern.quote(STATUS) + "(\\d+)");
  private static final Pattern FAILED = Pattern.compile("Application (application_\\w+) finished");
  private static final Pattern TRACE =
      Pattern.compile("^(\\s+at |\\s*\\.\\.\\. \\d+ more|Caused by: |Exception in thread )");

  private static final Pattern THROWN =
      Pattern.compile("^Exception in thread \"main\" [\\w.$]+(?:: (.*))?$");

  private final PrintStream err;
  private final boolean verbose;
  private int status = -1;
  private String application;
  private String thrown;

  DriverReport(PrintStream err, boolean verbose) {
    this.err = err;
    this.verbose = verbose;
  }

  /** Whether this process is such a driver. */
  public static boolean isWanted() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /** What a driver throws to fail. Spark takes a call of {@code exit} for a failure of its own. */
  public static RuntimeException failure(int status, String said) {
    String last = said.substring(Math.max(0, said.length() - MOST));
    return new Failure(STATUS + status + "\n" + last + "\n" + STATUS + status);
  }

  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message, null, false, false);
    }
  }

  /** Says that nobody waits for the driver any more. */
  void leaves() {
    err.println(
        "longshore: the driver goes on in the cluster; `longshore progress` shows how far it is, and"
            + " `longshore cancel` stops it.");
  }

  /** Reads what {@code spark-submit} prints, to its end, and prints what is for people. */
  void read(BufferedReader lines) throws IOException {
    String line;
    while ((line = lines.readLine()) != null) {
      Matcher failed = FAILED.matcher(line);
      application = failed.find() ? failed.group(1) : application;
      Matcher exception = THROWN.matcher(line);
      thrown = exception.find() ? exception.group(1) : thrown;
      Matcher exit = EXIT.matcher(line);
      if (exit.find()) {
        status = Integer.parseInt(exit.group(1));
      } else if (verbose || !TRACE.matcher(line).find()) {
        err.println(line);
      }
    }
    if (application != null) {
      err.println(
          "  `yarn logs -applicationId "
              + application
              + "` shows what the driver said, `longshore history` what was made.");
    }
  }

  /** Why there was no driver: what {@code spark-submit} threw before it had an application. */
  Optional<String> whyNoDriver() {
    return application == null && status < 0 ? Optional.ofNullable(thrown) : Optional.empty();
  }

  /** The command's exit status: the driver's, where it said one, else {@code spark-submit}'s. */
  int statusOr(int submitted) {
    return submitted == ExitStatus.OK.code() || status < 0 ? submitted : status;
  }
}
