package io.longshore.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/**
 * A real HBase in this process on a local directory, as in HBase's standalone mode: ZooKeeper, one
 * master and one or more region servers, with HBase's backup services configured.
 *
 * <p>Every port is free when chosen and bound to the loopback address; there are no web pages. The
 * directory survives {@link #close()}: a later start on it brings the tables back. One cluster at a
 * time may use a directory.
 *
 * <p>Methods may be called from any thread. Those that start or stop region servers return when the
 * master has taken note, and throw {@link IOException} if that takes longer than a minute.
 */
public final class EmbeddedHBase implements AutoCloseable {
  private final Path directory;
  private final Configuration configuration;
  private final MiniZooKeeperCluster zooKeeper;
  private final LocalHBaseCluster cluster;
  private final RegionServers regionServers;
  private final Connection connection;
  private final Admin admin;
  private boolean closed;

  private EmbeddedHBase(
      Path directory,
      Configuration configuration,
      MiniZooKeeperCluster zooKeeper,
      LocalHBaseCluster cluster,
      Connection connection)
      throws IOException {
    this.directory = directory;
    this.configuration = configuration;
    this.zooKeeper = zooKeeper;
    this.cluster = cluster;
    this.regionServers = new RegionServers(cluster);
    this.connection = connection;
    this.admin = connection.getAdmin();
  }

  /** A builder of a cluster that keeps all its files under {@code directory}. */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /**
   * A copy of the configuration the cluster runs on. A client that uses it connects to the cluster;
   * it also carries the root directory, the backup services and the encryption keys.
   */
  public Configuration configuration() {
    return new Configuration(configuration);
  }

  /** A connection shared by all callers; {@link #close()} closes it. */
  public Connection connection() {
    return connection;
  }

  /** The administration interface of {@link #connection()}; {@link #close()} closes it. */
  public Admin admin() {
    return admin;
  }

  /** Deletes a table, enabled or not; nothing happens if there is none. */
  public void drop(TableName table) throws IOException {
    if (admin.tableExists(table)) {
      if (!admin.isTableDisabled(table)) {
        admin.disableTable(table);
      }
      admin.deleteTable(table);
    }
  }

  /** The absolute directory that holds everything the cluster writes. */
  public Path directory() {
    return directory;
  }

  /** How many region servers run. */
  public int regionServerCount() {
    return regionServers.running().size();
  }

  /** The region servers that run, in the order they were started. */
  public List<ServerName> regionServers() {
    return regionServers.running();
  }

  /** Starts one more region server and returns its name once the master knows it. */
  public ServerName addRegionServer() throws IOException {
    return regionServers.add();
  }

  /**
   * Stops a region server in good order: its memstores are flushed. Returns when its regions have
   * been taken over, or at once if it was the last one.
   *
   * @throws IllegalArgumentException if no such server runs
   */
  public void stopRegionServer(ServerName server) throws IOException {
    regionServers.stop(server);
  }

  /**
   * Aborts a region server as a crash would: nothing is flushed, so its WALs are split. Returns
   * when its regions have been taken over, or at once if it was the last one.
   *
   * @throws IllegalArgumentException if no such server runs
   */
  public void killRegionServer(ServerName server) throws IOException {
    regionServers.kill(server);
  }

  /**
   * Stops a region server in good order and starts one on the same host and port, hence with the
   * same address and a later start code.
   *
   * @throws IllegalArgumentException if no such server runs
   */
  public ServerName restartRegionServer(ServerName server) throws IOException {
    return regionServers.restart(server);
  }

  /**
   * Writes {@code hbase-site.xml} and {@code core-site.xml} into {@code confDir}, creating it if
   * need be, so that a process with that directory as {@code HBASE_CONF_DIR}, or first on its class
   * path, connects to this cluster. They hold every key in which the cluster differs from HBase's
   * defaults. They are good until this cluster is closed: a restart chooses other ports.
   *
   * @return {@code confDir}
   */
  public Path writeConfiguration(Path confDir) throws IOException {
    EmbeddedConfiguration.write(configuration, confDir);
    return confDir;
  }

  /**
   * Stops everything and keeps the directory; usually takes a second. A part that has not stopped
   * after a minute is given up. A second call does nothing.
   *
   * @throws IOException if something did not stop in time
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Shutdown.run(admin, connection, cluster, zooKeeper);
  }

  @Override
  public String toString() {
    return "EmbeddedHBase[" + directory + "]";
  }

  /** What an {@link EmbeddedHBase} is to be like; {@link #start()} starts it. */
  public static final class Builder {
    private final Path directory;
    private final Configuration settings = new Configuration(false);
    private int regionServers = 1;
    private boolean encryption;
    private Consumer<Configuration> configure = configuration -> {};

    private Builder(Path directory) {
      this.directory = requireNonNull(directory, "directory").toAbsolutePath().normalize();
    }

    /** How many region servers to start with; one unless set. */
    public Builder regionServers(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("regionServers must be at least 1, not " + count);
      }
      this.regionServers = count;
      return this;
    }

    /** Sets a configuration key of the servers and of the clients. */
    public Builder set(String key, String value) {
      settings.set(key, value);
      return this;
    }

    /**
     * Deletes archived WALs, archived store files and split parents within seconds of their last
     * use, where HBase would wait for minutes: so a backup that does not protect what it needs
     * fails in a test.
     */
    public Builder eagerCleaners() {
      EmbeddedConfiguration.eagerCleaners(settings);
      return this;
    }

    /**
     * Lets column families have {@code ENCRYPTION=AES}: generates a key store in the directory
     * unless an earlier start did, and configures HBase's {@code KeyStoreKeyProvider}.
     */
    public Builder encryption() {
      this.encryption = true;
      return this;
    }

    /** Sends cell tags to clients, which HBase's default RPC codec drops. */
    public Builder tagsToClients() {
      settings.set(
          HConstants.RPC_CODEC_CONF_KEY,
          org.apache.hadoop.hbase.codec.KeyValueCodecWithTags.class.getName());
      return this;
    }

    /**
     * Keeps HBase's files on HDFS, with the WAL provider that is the default there; the directory
     * holds only what is beside them.
     *
     * @param root of HBase, an absolute path in HDFS
     */
    public Builder on(EmbeddedHdfs hdfs, String root) {
      return configure(
          configuration -> EmbeddedConfiguration.placeFilesOn(hdfs, root, configuration));
    }

    /**
     * Changes the configuration last, after every other setting but the ZooKeeper port. May be
     * called more than once.
     */
    public Builder configure(Consumer<Configuration> change) {
      this.configure = configure.andThen(change);
      return this;
    }

    /**
     * Starts the cluster and returns when tables can be created.
     *
     * @throws IOException if it does not start; whatever had started is stopped again
     */
    public EmbeddedHBase start() throws IOException {
      Files.createDirectories(directory);
      Configuration configuration = EmbeddedConfiguration.create(directory, regionServers);
      EmbeddedConfiguration.addAll(settings, configuration);
      if (encryption) {
        MasterKeyStore.in(directory).configure(configuration);
      }
      configure.accept(configuration);

      // ZooKeeper warns of a limit that is not set, and reads it from nowhere else.
      if (System.getProperty("zookeeper.maxCnxns") == null) {
        System.setProperty("zookeeper.maxCnxns", "10000");
      }
      // Several servers of a kind in one process register metrics under one name.
      DefaultMetricsSystem.setMiniClusterMode(true);
      MiniZooKeeperCluster zooKeeper = new MiniZooKeeperCluster(configuration);
      LocalHBaseCluster cluster = null;
      Connection connection = null;
      try {
        zooKeeper.setTickTime(EmbeddedConfiguration.ZOOKEEPER_TICK_MILLIS);
        int port = zooKeeper.startup(directory.resolve("zookeeper").toFile());
        configuration.setInt(HConstants.ZOOKEEPER_CLIENT_PORT, port);
        cluster =
            new LocalHBaseCluster(ForklessFileSystem.forServers(configuration), 1, regionServers);
        cluster.startup();
        connection = ConnectionFactory.createConnection(configuration);
        return new EmbeddedHBase(directory, configuration, zooKeeper, cluster, connection);
      } catch (IOException | RuntimeException e) {
        stopAfter(e, connection, cluster, zooKeeper);
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        IOException interrupted = new IOException("Interrupted while HBase was starting", e);
        stopAfter(interrupted, connection, cluster, zooKeeper);
        throw interrupted;
      }
    }

    private static void stopAfter(
        Exception cause,
        Connection connection,
        LocalHBaseCluster cluster,
        MiniZooKeeperCluster zooKeeper) {
      try {
        Shutdown.run(null, connection, cluster, zooKeeper);
      } catch (IOException | UncheckedIOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
