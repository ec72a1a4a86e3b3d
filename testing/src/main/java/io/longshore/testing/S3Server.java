package io.longshore.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An S3 server (Adobe's S3Mock) in a process of its own, on this machine's loopback only. */
public final class S3Server implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ServerProcess process;
  private final int port;

  private S3Server(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one and makes a bucket.
   *
   * @param jar the server's own, {@code com.adobe.testing:s3mock:exec}
   * @param directory for its files and its log
   */
  public static S3Server start(Path jar, Path directory, String bucket)
      throws IOException, InterruptedException {
    int port = freePort();
    Files.createDirectories(directory);
    ServerProcess process =
        ServerProcess.start(
            directory.resolve("s3.log"),
            () -> make(port, bucket),
            List.of(
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory,
                "-jar",
                jar.toString(),
                "--server.address=127.0.0.1",
                "--server.port=" + freePort(),
                "--com.adobe.testing.s3mock.httpPort=" + port));
    return new S3Server(process, port);
  }

  /** How Hadoop's S3A reaches it, or what stands before it. */
  public Map<String, String> settings(int before) {
    return settings(before, "longshore-access", "longshore-secret");
  }

  /** How Hadoop's S3A reaches any server on this machine's loopback. */
  public static Map<String, String> settings(int port, String access, String secret) {
    return Map.ofEntries(
        Map.entry("fs.s3a.endpoint", "http://127.0.0.1:" + port),
        Map.entry("fs.s3a.endpoint.region", "us-east-1"),
        Map.entry("fs.s3a.path.style.access", "true"),
        Map.entry("fs.s3a.connection.ssl.enabled", "false"),
        Map.entry("fs.s3a.access.key", access),
        Map.entry("fs.s3a.secret.key", secret),
        Map.entry(
            "fs.s3a.aws.credentials.provider",
            "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"),
        // By default it takes a quarter of an hour to give up.
        Map.entry("fs.s3a.attempts.maximum", "3"),
        Map.entry("fs.s3a.retry.limit", "3"),
        Map.entry("fs.s3a.retry.interval", "100ms"),
        Map.entry("fs.s3a.retry.throttle.limit", "10"),
        Map.entry("fs.s3a.retry.throttle.interval", "100ms"));
  }

  public int port() {
    return port;
  }

  /** Uploads in parts that were begun and neither ended nor aborted, as the server lists them. */
  public String uploads(String bucket) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint(port) + "/" + bucket + "?uploads")).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String endpoint(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static boolean make(int port, String bucket) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint(port) + "/" + bucket))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // Not there yet.
      return false;
    }
  }

  /** One that nobody listens on. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
