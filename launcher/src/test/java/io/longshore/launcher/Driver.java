package io.longshore.launcher;

import io.longshore.jobs.SparkSessions;
import io.longshore.launcher.cli.Longshore;
import io.longshore.launcher.session.StepObserver;
import io.longshore.testing.EmbeddedHBase;
import io.longshore.testing.JvmFlags;
import io.longshore.testing.Seeds;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.junit.jupiter.params.provider.Arguments;

/** A command in a process of its own, which dies where it is told to. */
public final class Driver {
  /** Steps after which a session still can be undone, whole. */
  static final List<String> LAST_TO_UNDO = List.of("export", "load-images", "copy-bulk-loads");

  private static final String WAITS = "-";
  private static Running next;

  private Driver() {}

  /** Where in a step the process dies. */
  enum Moment {
    STARTED,
    EXECUTED,
    DONE,

    /** After the step was undone, in a session whose last step that can be undone failed. */
    ROLLED_BACK
  }

  /** Each moment of each step on the way forward, with its number; some of them in CI. */
  static Stream<Arguments> momentsOf(List<String> steps) {
    List<Arguments> all = new ArrayList<>();
    for (String step : steps) {
      for (Moment moment : List.of(Moment.STARTED, Moment.EXECUTED, Moment.DONE)) {
        all.add(Arguments.of(step, moment, all.size()));
      }
    }
    return Seeds.some(all);
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

  /**
   * Runs a command until it dies, as if killed, at a moment of a step. The process was begun while
   * the test did other things, and already begins the next.
   */
  static Running killAt(EmbeddedHBase cluster, Moment moment, String step, String... args)
      throws IOException {
    Running running = next == null ? begin(cluster, WAITS) : next;
    List<String> line = new ArrayList<>(List.of(moment.name(), step));
    line.addAll(List.of(args));
    line.addAll(List.of("-conf", CommandRun.siteOf(cluster).toString()));
    try (Writer in = running.process().outputWriter()) {
      in.write(String.join("\t", line) + "\n");
    }
    next = begin(cluster, WAITS);
    return running;
  }

  /** Starts a command. */
  static Running start(EmbeddedHBase cluster, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    if (!all.contains("--master")) {
      all.addAll(List.of("--master", "local[2]"));
    }
    all.addAll(List.of("-conf", CommandRun.siteOf(cluster).toString()));
    return begin(cluster, all.toArray(String[]::new));
  }

  /** The flags of this process that Spark needs in others. */
  static String openPackages() {
    return String.join(
        " ",
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("--add-opens"))
            .toList());
  }

  private static Running begin(EmbeddedHBase cluster, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    if (ignoresInterrupts()) {
      // What a shell starts in the background ignores them, and so would all that it starts.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--add-opens") || flag.startsWith("-D") || flag.startsWith("-XX:+Ign")) {
        command.add(flag);
      }
    }
    command.addAll(JvmFlags.ofThisProcess());
    command.add("-Xmx512m");
    command.add(Driver.class.getName());
    command.addAll(List.of(args));
    Path log = Files.createTempFile(cluster.directory(), "driver-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    // Whoever goes on with a session has to find it from anywhere.
    builder.directory(new File("/"));
    return new Running(builder.start(), log);
  }

  public static void main(String[] args) throws IOException {
    if (!args[0].equals(WAITS)) {
      System.exit(Longshore.run(StepObserver.NONE, System.out, System.err, args));
    }
    SparkSessions.open("local[2]", Map.of());
    HBaseConfiguration.create();
    String line = new BufferedReader(new InputStreamReader(System.in)).readLine();
    if (line == null) {
      // Whoever would have sent a command has gone.
      Runtime.getRuntime().halt(0);
    }
    String[] sent = line.split("\t");
    String[] command = Arrays.copyOfRange(sent, 2, sent.length);
    System.exit(Longshore.run(killer(sent[0], sent[1]), System.out, System.err, command));
  }

  private static StepObserver killer(String moment, String step) {
    return new StepObserver() {
      @Override
      public void started(String name) {
        killAt(Moment.STARTED, name);
      }

      @Override
      public void executed(String name) {
        if (moment.equals(Moment.ROLLED_BACK.name()) && LAST_TO_UNDO.contains(name)) {
          throw new IllegalStateException("failed on purpose");
        }
        killAt(Moment.EXECUTED, name);
      }

      @Override
      public void rolledBack(String name) {
        killAt(Moment.ROLLED_BACK, name);
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

  /** Whether this process was started with SIGINT ignored, as Linux says. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
      }
    }
    return false;
  }
}
