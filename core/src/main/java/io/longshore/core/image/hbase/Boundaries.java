package io.longshore.core.image.hbase;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.net.Address;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.BackupProtos;
import org.apache.hadoop.hbase.shaded.protobuf.generated.HBaseProtos;

/** A table's WAL boundaries, {@code host:port} to milliseconds, as the stock records hold them. */
final class Boundaries {
  private Boundaries() {}

  static BackupProtos.TableServerTimestamp toProto(TableName table, Map<String, Long> servers) {
    BackupProtos.TableServerTimestamp.Builder proto =
        BackupProtos.TableServerTimestamp.newBuilder()
            .setTableName(ProtobufUtil.toProtoTableName(table));
    new TreeMap<>(servers)
        .forEach(
            (server, millis) -> {
              Address address = Address.fromString(server);
              proto.addServerTimestamp(
                  BackupProtos.ServerTimestamp.newBuilder()
                      .setServerName(
                          HBaseProtos.ServerName.newBuilder()
                              .setHostName(address.getHostName())
                              .setPort(address.getPort()))
                      .setTimestamp(millis));
            });
    return proto.build();
  }

  static Map<String, Long> fromProto(BackupProtos.TableServerTimestamp proto) {
    Map<String, Long> servers = new TreeMap<>();
    for (BackupProtos.ServerTimestamp server : proto.getServerTimestampList()) {
      servers.put(
          server.getServerName().getHostName() + ":" + server.getServerName().getPort(),
          server.getTimestamp());
    }
    return servers;
  }
}
