package io.longshore.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Spark's own standalone cluster: a master and workers, each a process, on the loopback. */
final class StandaloneCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.";
  private static final Duration START = Duration.ofMinutes(2);

  private final Path directory;
  private final SparkHome spark;
  private final int port = freePort();
  private final int web = freePort();
  private final List<Process> processes = new ArrayList<>();

  private StandaloneCluster(SparkHome spark, Path directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /**
   * Starts one.
   *
   * @param spark where workers find the jars of executors
   * @param directory for logs and what executors write
   * @param workers of one core each, each with an address of its own on loopback
   */
  static StandaloneCluster start(SparkHome spark, Path directory, int workers)
      throws IOException, InterruptedException {
    StandaloneCluster cluster = new StandaloneCluster(spark, directory);
    try {
      cluster.start(
          HOST + 1,
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          cluster.port + "",
          "--webui-port",
          cluster.web + "");
      for (int i = 0; i < workers; i++) {
        cluster.start(
            HOST + (i + 1),
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            HOST + (i + 1),
            "--cores",
            "1",
            "--memory",
            "1g",
            "--webui-port",
            freePort() + "",
            "--work-dir",
            directory.resolve("worker-" + i).toString(),
            cluster.master());
      }
      cluster.await(workers);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The processes of executors. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(Process::descendants)
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  private void start(String host, String main, String... args) throws IOException {
    List<String> command = Submission.java();
    command.add(main);
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("process-" + processes.size() + ".log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_LOCAL_IP",
                host,
                "SPARK_HOME",
                spark.path().toString(),
                "SPARK_SCALA_VERSION",
                "2.12"));
    processes.add(builder.start());
  }

  private void await(int workers) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/json/")).build();
    long end = System.nanoTime() + START.toNanos();
    String said = "";
    while (!said.matches("(?s).*\"aliveworkers\"\\s*:\\s*" + workers + "\\b.*")) {
      if (System.nanoTime() > end || processes.stream().anyMatch(each -> !each.isAlive())) {
        throw new IOException("The cluster does not start: " + said);
      }
      Thread.sleep(200);
      try {
        said = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      } catch (IOException e) {
        said = e.toString();
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // Workers end their executors.
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroy();
    }
    for (Process process : processes) {
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }
  }
}
