package io.longshore.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server of somebody else's, in a JVM of its own that ends when this is closed. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /** Whether a server answers. */
  @FunctionalInterface
  public interface Ready {
    boolean ask() throws InterruptedException;
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param log what it prints
   * @param arguments of {@code java}
   */
  public static ServerProcess start(Path log, Ready ready, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(JvmFlags.ofThisProcess());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerProcess server = new ServerProcess(process);
    long end = System.nanoTime() + START.toNanos();
    while (!ready.ask()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        server.close();
        throw new IOException("The server does not start: " + Files.readString(log));
      }
      Thread.sleep(100);
    }
    return server;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
