package io.longshore.launcher.hbase;

import io.longshore.core.backup.BackupSystem;
import io.longshore.core.error.Errors;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.ipc.NettyRpcClientConfigHelper;
import org.apache.hadoop.hbase.util.CommonFSUtils;

/** A connection to a running HBase, opened when it is first needed. */
public final class Cluster implements Closeable {
  private static final String BACKUP_ENABLED = "hbase.backup.enable";

  private final Configuration conf;
  private Connection connection;
  private BackupSystem backupSystem;

  public Cluster(Configuration conf) {
    this.conf = conf;
  }

  /** As HBase's own tools do: paths without a scheme are on HBase's file system. */
  public static void useFileSystemOfRoot(Configuration conf) {
    try {
      Path root = CommonFSUtils.getRootDir(conf);
      CommonFSUtils.setFsDefault(conf, new Path(root.getFileSystem(conf).getUri()));
    } catch (IOException e) {
      throw Errors.failed(
          "Cannot open the file system of hbase.rootdir: " + Errors.reason(e),
          "Check hbase.rootdir in hbase-site.xml, and that HADOOP_CONF_DIR is set.",
          e);
    }
  }

  public Configuration configuration() {
    return conf;
  }

  /**
   * @throws io.longshore.core.error.LongshoreException if no HBase answers
   */
  public synchronized Connection connection() {
    if (connection == null) {
      try {
        Connection opened = ConnectionFactory.createConnection(impatient(conf));
        try (Admin admin = opened.getAdmin()) {
          admin.getMaster();
        } catch (IOException e) {
          close(opened);
          throw e;
        }
        close(opened);
        connection = ConnectionFactory.createConnection(endingItsThreads(new Configuration(conf)));
      } catch (IOException e) {
        throw Errors.clusterUnreachable(conf.get(HConstants.ZOOKEEPER_QUORUM, "?"), e);
      }
    }
    return connection;
  }

  /** The tables of the backup system, made where they are missing. */
  public synchronized BackupSystem backupSystem() throws IOException {
    if (backupSystem == null) {
      if (!conf.getBoolean(BACKUP_ENABLED, false)) {
        throw Errors.backupNotConfigured(
            "Backup is not enabled: " + BACKUP_ENABLED + " is not true in hbase-site.xml.");
      }
      backupSystem = new BackupSystem(connection());
    }
    return backupSystem;
  }

  public Admin admin() throws IOException {
    return connection().getAdmin();
  }

  /** The root directory of HBase, qualified. */
  public Path root() throws IOException {
    FileSystem fs = CommonFSUtils.getRootDirFileSystem(conf);
    return fs.makeQualified(CommonFSUtils.getRootDir(conf));
  }

  @Override
  public synchronized void close() throws IOException {
    if (backupSystem != null) {
      backupSystem.close();
    }
    if (connection != null) {
      close(connection);
    }
  }

  /**
   * HBase ends the connection's threads and then gives them one more task. They are to wait two
   * seconds for such, but Netty tells them to end a moment before it tells them to wait.
   */
  static void close(Connection connection) throws IOException {
    try {
      connection.close();
    } catch (RejectedExecutionException e) {
      // Its threads have ended, which is all that was left to do.
    }
  }

  /** For the first call: a wrong address is told within seconds, not minutes. */
  private static Configuration impatient(Configuration conf) {
    Configuration first = endingItsThreads(new Configuration(conf));
    first.setInt(HConstants.HBASE_CLIENT_RETRIES_NUMBER, 3);
    first.setInt("zookeeper.recovery.retry", 1);
    first.setInt(HConstants.HBASE_CLIENT_OPERATION_TIMEOUT, 20_000);
    first.setInt("hbase.client.meta.operation.timeout", 20_000);
    return first;
  }

  /**
   * With threads of its own, which end with the connection, and not those that HBase keeps for the
   * whole process: these would still wait for the network when the process ends, and the JVM gives
   * such threads 0.3 s before it goes.
   */
  private static Configuration endingItsThreads(Configuration own) {
    if (own.get(NettyRpcClientConfigHelper.EVENT_LOOP_CONFIG) == null) {
      own.set(NettyRpcClientConfigHelper.EVENT_LOOP_CONFIG, "");
    }
    return own;
  }
}
