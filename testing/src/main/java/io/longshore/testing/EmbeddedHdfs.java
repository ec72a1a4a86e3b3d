package io.longshore.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/** A real NameNode and real DataNodes in this process, on loopback. */
public final class EmbeddedHdfs implements AutoCloseable {
  private static final String[] ADDRESSES = {
    "dfs.datanode.address", "dfs.datanode.ipc.address", "dfs.datanode.http.address"
  };

  private final NameNode nameNode;
  private final List<DataNode> dataNodes = new ArrayList<>();
  private final Configuration conf;

  /** One with one DataNode. */
  public EmbeddedHdfs(Path directory, Configuration settings) throws IOException {
    this(directory, settings, 1);
  }

  /**
   * Formats and starts one in a directory. A block has two replicas where there are three
   * DataNodes. Each has an address of its own on loopback, and its name, by which clients reach it.
   *
   * @param settings given to servers and clients; the address of the NameNode is added as {@code
   *     fs.defaultFS}
   */
  public EmbeddedHdfs(Path directory, Configuration settings, int dataNodes) throws IOException {
    conf = settings;
    FileSystem.setDefaultUri(conf, "hdfs://127.0.0.1:0");
    conf.set("dfs.namenode.name.dir", directory.resolve("name").toUri().toString());
    conf.set("dfs.namenode.http-address", "127.0.0.1:0");
    conf.setBoolean("dfs.client.use.datanode.hostname", true);
    conf.setBoolean("dfs.datanode.use.datanode.hostname", true);
    conf.setBoolean("dfs.namenode.datanode.registration.ip-hostname-check", false);
    conf.setLong("dfs.namenode.fs-limits.min-block-size", 4096);
    conf.setLong("dfs.blocksize", 1 << 16);
    conf.setInt("dfs.replication", dataNodes > 2 ? 2 : 1);
    // How long a client waits before it asks again whether its last block has arrived.
    conf.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 5);
    DefaultMetricsSystem.setMiniClusterMode(true);
    NameNode.format(conf);
    nameNode = NameNode.createNameNode(new String[0], conf);
    FileSystem.setDefaultUri(conf, "hdfs://" + nameNode.getNameNodeAddressHostPortString());
    for (int i = 0; i < dataNodes; i++) {
      Configuration own = new Configuration(conf);
      own.set("dfs.datanode.data.dir", directory.resolve("data" + i).toUri().toString());
      String host = "127.0.0." + (i + 1);
      own.set("dfs.datanode.hostname", host);
      for (String address : ADDRESSES) {
        own.set(address, host + ":0");
      }
      this.dataNodes.add(DataNode.createDataNode(new String[0], own));
    }
    awaitDataNodes();
  }

  private void awaitDataNodes() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (nameNode.getNamesystem().getNumLiveDataNodes() < dataNodes.size()
        || nameNode.isInSafeMode()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the DataNodes did not register");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  /** What servers and clients were given. */
  public Configuration configuration() {
    return new Configuration(conf);
  }

  public DistributedFileSystem fileSystem() throws IOException {
    return (DistributedFileSystem) FileSystem.get(conf);
  }

  @Override
  public void close() throws IOException {
    fileSystem().close();
    dataNodes.forEach(DataNode::shutdown);
    nameNode.stop();
  }
}
