package io.longshore.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;

/** Stops the parts of an {@link EmbeddedHBase}, each in bounded time, whatever the others do. */
final class Shutdown {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Shutdown() {}

  /** Stops every part that is not null, in this order, and throws the first failure at the end. */
  static void run(
      Admin admin, Connection connection, LocalHBaseCluster cluster, MiniZooKeeperCluster zooKeeper)
      throws IOException {
    List<IOException> failures = new ArrayList<>();
    attempt("admin", admin == null ? null : admin::close, failures);
    attempt("connection", connection == null ? null : connection::close, failures);
    attempt("HBase", cluster == null ? null : () -> stop(cluster), failures);
    attempt("ZooKeeper", zooKeeper == null ? null : zooKeeper::shutdown, failures);
    if (!failures.isEmpty()) {
      IOException first = failures.remove(0);
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  /** HBase's own shutdown waits for the region servers only. */
  private static void stop(LocalHBaseCluster cluster) {
    cluster.shutdown();
    cluster.join();
  }

  private static void attempt(String part, Stop stop, List<IOException> failures) {
    if (stop == null) {
      return;
    }
    List<Exception> thrown = new ArrayList<>(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                stop.run();
              } catch (IOException | RuntimeException e) {
                synchronized (thrown) {
                  thrown.add(e);
                }
              }
            },
            "embedded-hbase-stop-" + part);
    thread.setDaemon(true);
    thread.start();
    joinUninterruptibly(thread);
    if (thread.isAlive()) {
      failures.add(new IOException(part + " did not stop within " + PATIENCE.toSeconds() + " s"));
    }
    synchronized (thrown) {
      thrown.forEach(e -> failures.add(new IOException("Cannot stop " + part, e)));
    }
  }

  /** An interrupted caller still gets its cluster stopped, and its interrupt back. */
  private static void joinUninterruptibly(Thread thread) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    while (thread.isAlive() && System.nanoTime() < deadline) {
      try {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @FunctionalInterface
  private interface Stop {
    void run() throws IOException;
  }
}
