package io.longshore.launcher;

import io.longshore.testing.JvmFlags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A standalone Spark of several processes: a master and two workers of one core. The workers have
 * addresses of their own on loopback, since Spark never runs two attempts at a task on one host.
 */
final class SparkCluster implements AutoCloseable {
  private final Path directory;
  private final String url;
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param directory for logs and the executors' files
   */
  SparkCluster(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("jars"));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    url = "spark://127.0.0.1:" + port;
    start(
        "127.0.0.1",
        "master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--webui-port",
        "0");
    for (String host : new String[] {"127.0.0.1", "127.0.0.2"}) {
      start(
          host,
          "worker.Worker",
          "--host",
          host,
          "--webui-port",
          "0",
          "--cores",
          "1",
          "--memory",
          "768m",
          "--work-dir",
          directory.resolve("work-" + host).toString(),
          url);
    }
  }

  /** What a command is given to run here. */
  List<String> options() {
    return List.of(
        "--master",
        url,
        "-Dspark.driver.host=127.0.0.1",
        "-Dspark.driver.bindAddress=127.0.0.1",
        "-Dspark.executor.memory=512m",
        "-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"),
        "-Dspark.executor.extraJavaOptions=" + Driver.openPackages());
  }

  /** The executors that run now. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(process -> process.toHandle().children())
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .toList();
  }

  private void start(String host, String main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(Driver.openPackages().split(" ")));
    command.addAll(JvmFlags.ofThisProcess());
    command.add("-Xmx256m");
    command.add("org.apache.spark.deploy." + main);
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "CLASSPATH",
                System.getProperty("java.class.path"),
                "SPARK_HOME",
                directory.toString(),
                "SPARK_SCALA_VERSION",
                "2.12",
                "SPARK_LOCAL_IP",
                host));
    Path log = directory.resolve(main + "-" + host + ".log");
    processes.add(builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
