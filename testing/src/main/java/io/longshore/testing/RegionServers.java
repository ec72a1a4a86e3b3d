package io.longshore.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.master.HMaster;
import org.apache.hadoop.hbase.util.JVMClusterUtil.RegionServerThread;

/** Starts and stops the region servers of a {@link LocalHBaseCluster}. */
final class RegionServers {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;

  private final LocalHBaseCluster cluster;
  private int nextIndex;

  RegionServers(LocalHBaseCluster cluster) {
    this.cluster = cluster;
    this.nextIndex = cluster.getRegionServers().size();
  }

  synchronized List<ServerName> running() {
    List<ServerName> names = new ArrayList<>();
    for (RegionServerThread thread : cluster.getRegionServers()) {
      if (thread.isAlive()) {
        names.add(thread.getRegionServer().getServerName());
      }
    }
    return List.copyOf(names);
  }

  synchronized ServerName add() throws IOException {
    return start(0);
  }

  synchronized void stop(ServerName server) throws IOException {
    RegionServerThread thread = find(server);
    thread.getRegionServer().stop("Stopped by EmbeddedHBase");
    awaitEnd(thread, server);
  }

  synchronized void kill(ServerName server) throws IOException {
    RegionServerThread thread = find(server);
    thread.getRegionServer().abort("Killed by EmbeddedHBase");
    awaitEnd(thread, server);
  }

  synchronized ServerName restart(ServerName server) throws IOException {
    stop(server);
    return start(server.getPort());
  }

  private ServerName start(int port) throws IOException {
    Configuration configuration = new Configuration(cluster.getConfiguration());
    configuration.setInt(HConstants.REGIONSERVER_PORT, port);
    RegionServerThread thread = cluster.addRegionServer(configuration, nextIndex++);
    thread.start();
    await(
        "region server " + thread.getName() + " to come up",
        () -> thread.getRegionServer().isOnline() || !thread.isAlive());
    if (!thread.isAlive()) {
      throw new IOException("Region server " + thread.getName() + " ended while it was starting");
    }
    ServerName server = thread.getRegionServer().getServerName();
    await("the master to see " + server, () -> master().getServerManager().isServerOnline(server));
    return server;
  }

  private void awaitEnd(RegionServerThread thread, ServerName server) throws IOException {
    await(server + " to end", () -> !thread.isAlive());
    cluster.waitOnRegionServer(thread);
    if (!running().isEmpty()) {
      await("the regions of " + server + " to be taken over", () -> takenOver(server));
    }
  }

  /** The master forgets a dead server's node as the last act of its crash procedure. */
  private boolean takenOver(ServerName server) {
    HMaster master = master();
    return !master.getServerManager().isServerOnline(server)
        && master.getAssignmentManager().getRegionStates().getServerNode(server) == null;
  }

  private HMaster master() {
    HMaster master = cluster.getActiveMaster();
    if (master == null) {
      throw new IllegalStateException("The master of the embedded HBase is not running");
    }
    return master;
  }

  private RegionServerThread find(ServerName server) {
    for (RegionServerThread thread : cluster.getRegionServers()) {
      if (thread.isAlive() && thread.getRegionServer().getServerName().equals(server)) {
        return thread;
      }
    }
    throw new IllegalArgumentException(
        "No region server " + server + " runs here; running: " + running());
  }

  private static void await(String event, BooleanSupplier happened) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("Waited " + PATIENCE.toSeconds() + " s in vain for " + event);
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
            new InterruptedIOException("Interrupted while waiting for " + event);
        interrupted.initCause(e);
        throw interrupted;
      }
    }
  }
}
