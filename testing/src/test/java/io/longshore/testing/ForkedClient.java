package io.longshore.testing;

import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/** Reads one row in a process of its own, with the configuration on its class path. */
final class ForkedClient {
  private ForkedClient() {}

  public static void main(String[] args) throws Exception {
    try (Connection connection = ConnectionFactory.createConnection(HBaseConfiguration.create());
        Table table = connection.getTable(TableName.valueOf(args[0]))) {
      System.out.println(
          "READ " + Bytes.toString(table.get(new Get(Bytes.toBytes(args[1]))).value()));
    }
  }
}
