package io.longshore.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.backup.BackupRestoreConstants;
import org.apache.hadoop.hbase.backup.impl.BackupManager;

/** The configuration an {@link EmbeddedHBase} runs on, and its form on disk. */
final class EmbeddedConfiguration {
  static final int ZOOKEEPER_TICK_MILLIS = 500;

  private static final String LOOPBACK = "127.0.0.1";
  private static final String HOST = "localhost";
  private static final String NEVER_MILLIS = Long.toString(100L * 365 * 24 * 3600 * 1000);

  private EmbeddedConfiguration() {}

  static Configuration create(Path directory, int regionServers) {
    Configuration conf = HBaseConfiguration.create();
    placeFilesIn(directory, conf);
    bindToLoopback(conf);
    suitOneProcess(conf);
    startFast(regionServers, conf);
    configureBackup(conf);
    return conf;
  }

  private static void placeFilesIn(Path directory, Configuration conf) {
    Path tmp = directory.resolve("tmp");
    conf.set("fs.defaultFS", "file:///");
    conf.set(HConstants.HBASE_DIR, uri(directory.resolve("hbase")));
    conf.set("hadoop.tmp.dir", tmp.resolve("hadoop").toString());
    conf.set("hbase.tmp.dir", tmp.resolve("hbase").toString());
    conf.set(HConstants.TEMPORARY_FS_DIRECTORY_KEY, uri(tmp.resolve("staging")));
    conf.set("hbase.wal.provider", "filesystem");
    conf.set("hbase.unsafe.stream.capability.enforce", "false");
  }

  static void placeFilesOn(EmbeddedHdfs hdfs, String root, Configuration conf) {
    Configuration files = hdfs.configuration();
    for (Map.Entry<String, String> entry : files) {
      if (entry.getKey().startsWith("dfs.")) {
        conf.set(entry.getKey(), entry.getValue());
      }
    }
    String store = files.get("fs.defaultFS");
    conf.set("fs.defaultFS", store);
    conf.set(HConstants.HBASE_DIR, store + root);
    conf.set(HConstants.TEMPORARY_FS_DIRECTORY_KEY, store + "/staging" + root);
    conf.set("hbase.wal.provider", "asyncfs");
    conf.setBoolean("hbase.unsafe.stream.capability.enforce", true);
  }

  private static void bindToLoopback(Configuration conf) {
    conf.set(HConstants.ZOOKEEPER_QUORUM, LOOPBACK);
    conf.set("hbase.zookeeper.property.clientPortAddress", LOOPBACK);
    conf.set("hbase.master.hostname", HOST);
    conf.set("hbase.unsafe.regionserver.hostname", HOST);
    conf.set("hbase.master.ipc.address", LOOPBACK);
    conf.set("hbase.regionserver.ipc.address", LOOPBACK);
    conf.setInt(HConstants.MASTER_PORT, 0);
    conf.setInt(HConstants.REGIONSERVER_PORT, 0);
    conf.setInt(HConstants.MASTER_INFO_PORT, -1);
    conf.setInt(HConstants.REGIONSERVER_INFO_PORT, -1);
  }

  private static void suitOneProcess(Configuration conf) {
    // Every region server takes its share of the one heap, beside whatever else runs here.
    conf.set("hbase.regionserver.global.memstore.size", "0.15");
    conf.set("hfile.block.cache.size", "0.1");
    // Small chunks, but chunks: without them HBase 2.6.1 mishandles an increment that has a TTL.
    conf.setInt("hbase.hregion.memstore.mslab.chunksize", 256 * 1024);
    conf.setInt("hbase.hregion.memstore.mslab.max.allocation", 128 * 1024);
    conf.set("hbase.hregion.memstore.chunkpool.maxsize", "0");
    conf.setInt(HConstants.REGION_SERVER_HANDLER_COUNT, 10);
    conf.setInt("hbase.regionserver.metahandler.count", 5);
    conf.setInt("hbase.netty.worker.count", 4);
    conf.setInt("hbase.hconnection.threads.max", 16);
    conf.setInt("hbase.hconnection.threads.core", 16);
    conf.setInt("hbase.hconnection.threads.keepalivetime", 5);
    conf.setInt(HConstants.ZOOKEEPER_MAX_CLIENT_CNXNS, 0);
    // A pause of the process, as a debugger or a full collection makes, must not look like a crash.
    conf.setInt(HConstants.ZK_SESSION_TIMEOUT, 60_000);
    conf.setInt("hbase.zookeeper.property.maxSessionTimeout", 120_000);
    // HBase never cancels the timer an abort arms, and the timer halts the process.
    conf.set("hbase.regionserver.abort.timeout", NEVER_MILLIS);
    conf.setBoolean("hbase.shutdown.hook", false);
  }

  private static void startFast(int regionServers, Configuration conf) {
    conf.setInt("hbase.master.wait.on.regionservers.mintostart", regionServers);
    conf.setInt("hbase.master.wait.on.regionservers.maxtostart", regionServers);
    conf.setInt("hbase.master.wait.on.regionservers.interval", 50);
    conf.setInt("hbase.master.wait.on.regionservers.timeout", 50);
    conf.setInt("hbase.regionserver.msginterval", 100);
    conf.setInt("hbase.master.init.timeout.localHBaseCluster", 60_000);
    conf.setInt("hbase.server.thread.wakefrequency", 1000);
    // Clients poll procedures at this pause. More retries make up for the shorter waits between.
    conf.setInt(HConstants.HBASE_CLIENT_PAUSE, 20);
    conf.setInt(HConstants.HBASE_CLIENT_RETRIES_NUMBER, 50);
    conf.setInt("hbase.procedure.remote.dispatcher.delay.msec", 10);
    conf.setInt("hbase.backup.logroll.wake.millis", 100);
    // Many tests switch compactions off.
    conf.set("longshore.restore.compaction.wait", "0");
  }

  private static void configureBackup(Configuration conf) {
    conf.setBoolean(BackupRestoreConstants.BACKUP_ENABLE_KEY, true);
    BackupManager.decorateMasterConfiguration(conf);
    BackupManager.decorateRegionServerConfiguration(conf);
  }

  static void eagerCleaners(Configuration conf) {
    conf.setInt("hbase.master.logcleaner.ttl", 0);
    conf.setInt("hbase.master.hfilecleaner.ttl", 0);
    conf.setInt("hbase.master.cleaner.interval", 1000);
    conf.setInt("hbase.master.hfilecleaner.plugins.snapshot.period", 1000);
    conf.setInt("hbase.catalogjanitor.interval", 1000);
    conf.setInt("hbase.hfile.compaction.discharger.interval", 1000);
  }

  static void addAll(Configuration from, Configuration to) {
    for (Map.Entry<String, String> entry : from) {
      to.set(entry.getKey(), entry.getValue());
    }
  }

  static void write(Configuration conf, Path confDir) throws IOException {
    Files.createDirectories(confDir);
    writeXml(changedFromDefaults(conf), confDir.resolve("hbase-site.xml"));
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", conf.get("fs.defaultFS"));
    core.set("hadoop.tmp.dir", conf.get("hadoop.tmp.dir"));
    writeXml(core, confDir.resolve("core-site.xml"));
  }

  private static Configuration changedFromDefaults(Configuration conf) {
    Configuration defaults = HBaseConfiguration.create();
    Configuration changed = new Configuration(false);
    for (Map.Entry<String, String> entry : conf) {
      if (!entry.getValue().equals(defaults.getRaw(entry.getKey()))) {
        changed.set(entry.getKey(), entry.getValue());
      }
    }
    return changed;
  }

  private static void writeXml(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }

  /** Without the trailing slash that {@link Path#toUri()} adds once the directory exists. */
  private static String uri(Path path) {
    String uri = path.toUri().toString();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }
}
