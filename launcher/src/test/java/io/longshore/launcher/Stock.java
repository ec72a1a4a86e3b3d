package io.longshore.launcher;

import io.longshore.testing.EmbeddedHBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.backup.BackupAdmin;
import org.apache.hadoop.hbase.backup.BackupDriver;
import org.apache.hadoop.hbase.backup.BackupRequest;
import org.apache.hadoop.hbase.backup.BackupType;
import org.apache.hadoop.hbase.backup.RestoreRequest;
import org.apache.hadoop.hbase.backup.impl.BackupAdminImpl;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.util.ToolRunner;

/** HBase's own backup tools, run in this process; MapReduce runs in it too. */
final class Stock {
  private Stock() {}

  static String create(EmbeddedHBase cluster, BackupType type, String root, TableName... tables)
      throws IOException {
    try (Connection connection = ConnectionFactory.createConnection(configuration(cluster));
        BackupAdmin admin = new BackupAdminImpl(connection)) {
      // A local directory has no checksums that ExportSnapshot could compare.
      return admin.backupTables(
          new BackupRequest.Builder()
              .withBackupType(type)
              .withTableList(new ArrayList<>(List.of(tables)))
              .withTargetRootDir(root)
              .withNoChecksumVerify(true)
              .build());
    }
  }

  static void restore(EmbeddedHBase cluster, String root, String id, TableName from, TableName to)
      throws IOException {
    try (Connection connection = ConnectionFactory.createConnection(configuration(cluster));
        BackupAdmin admin = new BackupAdminImpl(connection)) {
      admin.restore(
          new RestoreRequest.Builder()
              .withBackupRootDir(root)
              .withBackupId(id)
              .withFromTables(new TableName[] {from})
              .withToTables(new TableName[] {to})
              .withOvewrite(false)
              .build());
    }
  }

  /** What {@code hbase backup} prints. */
  static String driver(EmbeddedHBase cluster, String... args) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int status = ToolRunner.run(configuration(cluster), new BackupDriver(), args);
      return "status " + status + "\n" + said.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(out);
    }
  }

  private static Configuration configuration(EmbeddedHBase cluster) {
    Configuration conf = cluster.configuration();
    conf.setInt("mapreduce.local.map.tasks.maximum", 2);
    conf.setInt("mapreduce.local.reduce.tasks.maximum", 2);
    return conf;
  }
}
