package io.longshore.benchmarks;

import io.longshore.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An S3 server (S3Proxy, on a directory) in a process of its own, on loopback only. It is for many
 * objects: S3Mock, which the tests use, reads the names of all of a bucket with every request.
 */
final class S3ProxyServer implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);
  private static final String ACCESS = "longshore-access";
  private static final String SECRET = "longshore-secret";

  private final Process process;
  private final int port;

  private S3ProxyServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param jar the server's own, with its dependencies
   * @param directory for its objects and its log
   */
  static S3ProxyServer start(Path jar, Path directory, String bucket)
      throws IOException, InterruptedException {
    int port = freePort();
    Files.createDirectories(directory.resolve("objects").resolve(bucket));
    Path settings = directory.resolve("s3proxy.conf");
    Files.write(
        settings,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS,
            "s3proxy.credential=" + SECRET,
            "jclouds.provider=filesystem-nio2",
            "jclouds.identity=none",
            "jclouds.credential=none",
            "jclouds.filesystem.basedir=" + directory.resolve("objects")));
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-DLOG_LEVEL=warn",
                "-jar",
                jar.toString(),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("s3.log").toFile())
            .start();
    S3ProxyServer server = new S3ProxyServer(process, port);
    long end = System.nanoTime() + START.toNanos();
    while (!server.isListening()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        server.close();
        throw new IOException(
            "The S3 server does not start: " + Files.readString(directory.resolve("s3.log")));
      }
      Thread.sleep(100);
    }
    return server;
  }

  /** How Hadoop's S3A reaches it. */
  Map<String, String> settings() {
    return S3Server.settings(port, ACCESS, SECRET);
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      // Not yet.
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
