package io.longshore.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * One {@link EmbeddedHBase} for all tests of a JVM: two region servers, eager cleaners, encryption,
 * tags to clients. Tests that share it use tables of their own and leave its servers running.
 */
public final class SharedCluster {
  private static EmbeddedHBase cluster;

  private SharedCluster() {}

  /**
   * The shared cluster, started by the first call in a new subdirectory of {@code java.io.tmpdir}
   * and closed when the JVM ends.
   */
  public static synchronized EmbeddedHBase get() {
    if (cluster == null) {
      cluster = start();
    }
    return cluster;
  }

  private static EmbeddedHBase start() {
    try {
      Path parent = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
      EmbeddedHBase started =
          EmbeddedHBase.builder(Files.createTempDirectory(parent, "shared-hbase-"))
              .regionServers(2)
              .eagerCleaners()
              .encryption()
              .tagsToClients()
              .configure(SharedStore.get()::addTo)
              .start();
      // Before Hadoop closes the file systems the region servers flush to.
      ShutdownHookManager.get()
          .addShutdownHook(
              () -> close(started), FileSystem.SHUTDOWN_HOOK_PRIORITY + 100, 2, TimeUnit.MINUTES);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start the shared HBase", e);
    }
  }

  private static void close(EmbeddedHBase started) {
    try {
      started.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the shared HBase", e);
    }
  }
}
