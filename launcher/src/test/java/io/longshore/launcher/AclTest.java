package io.longshore.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.coprocessor.CoprocessorHost;
import org.apache.hadoop.hbase.security.access.AccessController;
import org.apache.hadoop.hbase.security.access.GetUserPermissionsRequest;
import org.apache.hadoop.hbase.security.access.Permission;
import org.apache.hadoop.hbase.security.access.UserPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster that knows who may do what. */
class AclTest {
  private static final TableName TABLE = TableName.valueOf("acl_1");

  @Test
  void permissionsComeBackOnRequestOnly(@TempDir Path directory) throws IOException {
    try (EmbeddedHBase cluster =
        EmbeddedHBase.builder(directory.resolve("hbase"))
            .eagerCleaners()
            .set("hbase.security.authorization", "true")
            .set("hbase.superuser", System.getProperty("user.name"))
            .configure(AclTest::control)
            .start()) {
      cluster
          .admin()
          .createTable(
              TableDescriptorBuilder.newBuilder(TABLE)
                  .setColumnFamily(ColumnFamilyDescriptorBuilder.of("f"))
                  .build());
      UserPermission alice =
          new UserPermission(
              "alice",
              Permission.newBuilder(TABLE)
                  .withActions(Permission.Action.READ, Permission.Action.WRITE)
                  .build());
      cluster.admin().grant(alice, false);
      String root = directory.resolve("backups").toUri().toString();
      String image = CommandRun.ok(cluster, "create", "full", root, "-t", "acl_1").imageId();
      cluster.drop(TABLE);
      assertThat(permissions(cluster, "alice", TABLE)).isEmpty();

      TableName open = TableName.valueOf("acl_open");
      CommandRun.ok(cluster, "restore", root, image, "-t", "acl_1", "-m", "acl_open");
      assertThat(permissions(cluster, "alice", open)).isEmpty();
      CommandRun.ok(cluster, "restore", root, image, "-t", "acl_1", "--restore-acl");
      assertThat(permissions(cluster, "alice", TABLE)).containsExactly(alice);
      Leftovers.assertNone(cluster, root);
    }
  }

  private static List<UserPermission> permissions(
      EmbeddedHBase cluster, String user, TableName table) throws IOException {
    return cluster
        .admin()
        .getUserPermissions(GetUserPermissionsRequest.newBuilder(table).withUserName(user).build());
  }

  private static void control(Configuration conf) {
    for (String key :
        List.of(
            CoprocessorHost.MASTER_COPROCESSOR_CONF_KEY,
            CoprocessorHost.REGION_COPROCESSOR_CONF_KEY,
            CoprocessorHost.REGIONSERVER_COPROCESSOR_CONF_KEY)) {
      String others = conf.get(key, "");
      String controller = AccessController.class.getName();
      conf.set(key, others.isEmpty() ? controller : others + "," + controller);
    }
  }
}
