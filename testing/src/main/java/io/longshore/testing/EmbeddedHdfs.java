package io.longshore.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/** A real NameNode and a real DataNode in this process, on loopback. */
public final class EmbeddedHdfs implements AutoCloseable {
  private final NameNode nameNode;
  private final DataNode dataNode;
  private final Configuration conf;

  /**
   * Formats and starts one in a directory.
   *
   * @param settings given to servers and clients; the address of the NameNode is added as {@code
   *     fs.defaultFS}
   */
  public EmbeddedHdfs(Path directory, Configuration settings) throws IOException {
    conf = settings;
    FileSystem.setDefaultUri(conf, "hdfs://127.0.0.1:0");
    conf.set("dfs.namenode.name.dir", directory.resolve("name").toUri().toString());
    conf.set("dfs.datanode.data.dir", directory.resolve("data").toUri().toString());
    for (String address :
        new String[] {
          "dfs.namenode.http-address",
          "dfs.datanode.address",
          "dfs.datanode.ipc.address",
          "dfs.datanode.http.address"
        }) {
      conf.set(address, "127.0.0.1:0");
    }
    conf.setBoolean("dfs.namenode.datanode.registration.ip-hostname-check", false);
    conf.setLong("dfs.namenode.fs-limits.min-block-size", 4096);
    conf.setLong("dfs.blocksize", 1 << 16);
    conf.setInt("dfs.replication", 1);
    // How long a client waits before it asks again whether its last block has arrived.
    conf.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 5);
    DefaultMetricsSystem.setMiniClusterMode(true);
    NameNode.format(conf);
    nameNode = NameNode.createNameNode(new String[0], conf);
    FileSystem.setDefaultUri(conf, "hdfs://" + nameNode.getNameNodeAddressHostPortString());
    dataNode = DataNode.createDataNode(new String[0], conf);
    awaitDataNode();
  }

  private void awaitDataNode() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (nameNode.getNamesystem().getNumLiveDataNodes() == 0 || nameNode.isInSafeMode()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the DataNode did not register");
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
    FileSystem.closeAll();
    dataNode.shutdown();
    nameNode.stop();
  }
}
