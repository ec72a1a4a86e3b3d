package io.longshore.benchmarks;

import io.longshore.testing.S3Server;
import io.longshore.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An S3 server (S3Proxy, on a directory) in a process of its own, on loopback only. It is for many
 * objects: S3Mock, which the tests use, reads the names of all of a bucket with every request.
 */
final class S3ProxyServer implements AutoCloseable {
  private static final String ACCESS = "longshore-access";
  private static final String SECRET = "longshore-secret";

  private final ServerProcess process;
  private final int port;

  private S3ProxyServer(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param jar the server's own, with its dependencies
   * @param directory for its objects and its log
   */
  static S3ProxyServer start(Path jar, Path directory, String bucket)
      throws IOException, InterruptedException {
    int port = S3Server.freePort();
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
    ServerProcess process =
        ServerProcess.start(
            directory.resolve("s3.log"),
            () -> isListening(port),
            List.of(
                "-Xmx512m",
                "-DLOG_LEVEL=warn",
                "-jar",
                jar.toString(),
                "--properties",
                settings.toString()));
    return new S3ProxyServer(process, port);
  }

  /** How Hadoop's S3A reaches it. */
  Map<String, String> settings() {
    return S3Server.settings(port, ACCESS, SECRET);
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      // Not yet.
      return false;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
