package io.longshore.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Where all tests of a JVM keep their backup roots, as {@code -Dtests.store} says: {@code file}, a
 * local directory; {@code hdfs}, a cluster of several DataNodes that is not HBase's; {@code s3a},
 * an object store behind a real S3 server; or {@code radosgw}, that of a Ceph. It is started by the
 * first call and closed when the JVM ends. {@link SharedCluster} is configured to reach it.
 */
public final class SharedStore {
  private static final int DATA_NODES = 3;
  private static final String BUCKET = "backups";

  private static SharedStore store;

  private final String uri;
  private final Map<String, String> settings;

  private SharedStore(String uri, Map<String, String> settings) {
    this.uri = uri;
    this.settings = settings;
  }

  /** The store of this JVM. */
  public static synchronized SharedStore get() {
    if (store == null) {
      try {
        store = start(System.getProperty("tests.store", "file"));
      } catch (IOException | InterruptedException e) {
        throw new UncheckedIOException(new IOException("Cannot start the shared store", e));
      }
    }
    return store;
  }

  private static SharedStore start(String kind) throws IOException, InterruptedException {
    if (kind.equals("file")) {
      return new SharedStore("", Map.of());
    }
    Path parent = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    Path directory = Files.createTempDirectory(parent, "shared-" + kind + "-");
    return switch (kind) {
      case "hdfs" -> {
        // Ends with the JVM: closing it in order would close the file systems others still use.
        EmbeddedHdfs hdfs = new EmbeddedHdfs(directory, new Configuration(), DATA_NODES);
        yield new SharedStore(
            hdfs.configuration().get("fs.defaultFS"),
            Map.of(
                "dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5",
                "dfs.client.use.datanode.hostname", "true"));
      }
      case "s3a" -> {
        S3Server server = S3Server.start(Path.of("target/s3/s3mock.jar"), directory, BUCKET);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        yield new SharedStore("s3a://" + BUCKET, server.settings(server.port()));
      }
      case "radosgw" -> {
        RadosGateway ceph = RadosGateway.start(directory, BUCKET);
        Runtime.getRuntime().addShutdownHook(new Thread(ceph::close));
        yield new SharedStore("s3a://" + BUCKET, ceph.settings());
      }
      default -> throw new IllegalArgumentException("tests.store is " + kind);
    };
  }

  /**
   * The URI of a backup root.
   *
   * @param directory of the test, a new one; where the store is not local, only its name is used
   */
  public String root(Path directory, String name) {
    return uri.isEmpty()
        ? directory.resolve(name).toUri().toString()
        : uri + "/" + directory.getFileName() + "/" + name;
  }

  /** Adds what a client needs to reach the store, as {@code core-site.xml} would. */
  public void addTo(Configuration conf) {
    settings.forEach(conf::set);
  }

  /** What a client is configured with that knows nothing else. */
  public Configuration configuration() {
    Configuration conf = new Configuration();
    addTo(conf);
    return conf;
  }
}
