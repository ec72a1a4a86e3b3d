package io.longshore.launcher;

import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.EmbeddedHBase;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command in a process of its own, which dies where it is told to. */
public final class Driver {
  private static final String NOWHERE = "-";

  private Driver() {}

  /** Where in a step the process dies. */
  enum Moment {
    STARTED,
    EXECUTED,
    DONE
  }

  /** A command that runs. */
  record Running(Process process, Path log) {
    /** Waits for its end. */
    int status() throws InterruptedException {
      return process.waitFor();
    }

    String said() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        return e.toString();
      }
    }
  }

  /** Starts a command that dies, as if killed, at a moment of a step. */
  static Running startAndKill(EmbeddedHBase cluster, Moment moment, String step, String... args)
      throws IOException {
    return start(cluster, moment.name(), step, args);
  }

  /** Starts a command. */
  static Running start(EmbeddedHBase cluster, String... args) throws IOException {
    return start(cluster, NOWHERE, NOWHERE, args);
  }

  private static Running start(EmbeddedHBase cluster, String moment, String step, String[] args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--add-opens") || flag.startsWith("-D") || flag.startsWith("-XX:+Ign")) {
        command.add(flag);
      }
    }
    // It lives for seconds: what it would gain from a better compiler it never gets back.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of(Driver.class.getName(), moment, step));
    command.addAll(List.of(args));
    command.addAll(List.of("-conf", CommandRun.siteOf(cluster).toString(), "--master", "local[2]"));
    Path log = Files.createTempFile(cluster.directory(), "driver-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    // Whoever goes on with a session has to find it from anywhere.
    builder.directory(new File("/"));
    return new Running(builder.start(), log);
  }

  public static void main(String[] args) {
    String[] command = Arrays.copyOfRange(args, 2, args.length);
    System.exit(Longshore.run(killer(args[0], args[1]), System.out, System.err, command));
  }

  private static StepObserver killer(String moment, String step) {
    return new StepObserver() {
      @Override
      public void started(String name) {
        killAt(Moment.STARTED, name);
      }

      @Override
      public void executed(String name) {
        killAt(Moment.EXECUTED, name);
      }

      @Override
      public void done(String name) {
        killAt(Moment.DONE, name);
      }

      private void killAt(Moment now, String name) {
        if (now.name().equals(moment) && name.equals(step)) {
          // No hook runs, nothing is flushed: the same as kill -9.
          Runtime.getRuntime().halt(137);
        }
      }
    };
  }
}
