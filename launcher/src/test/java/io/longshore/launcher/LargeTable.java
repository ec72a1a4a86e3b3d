package io.longshore.launcher;

import io.longshore.testing.EmbeddedHBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/** A table of twelve store files of half a megabyte, which a bandwidth can make last. */
final class LargeTable {
  static final byte[] FAMILY = Bytes.toBytes("f");
  static final int REGIONS = 12;
  static final int BYTES = 512 << 10;

  private LargeTable() {}

  static void create(EmbeddedHBase cluster, TableName name) throws IOException {
    byte[][] splits = new byte[REGIONS - 1][];
    for (int i = 0; i < splits.length; i++) {
      splits[i] = row(i + 1);
    }
    cluster
        .admin()
        .createTable(
            TableDescriptorBuilder.newBuilder(name)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                .build(),
            splits);
    Random random = new Random(1);
    try (Table table = cluster.connection().getTable(name)) {
      for (int i = 0; i < REGIONS; i++) {
        byte[] value = new byte[BYTES];
        random.nextBytes(value);
        table.put(new Put(row(i)).addColumn(FAMILY, FAMILY, value));
      }
    }
    cluster.admin().flush(name);
  }

  /** Whether a session of a root has come so far. */
  static boolean isInJournal(Path root, String entry) throws IOException {
    Path sessions = root.resolve(".longshore/sessions");
    if (!Files.exists(sessions)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(sessions)) {
      return files.anyMatch(file -> file.toString().endsWith(entry + ".json"));
    }
  }

  private static byte[] row(int region) {
    return new byte[] {(byte) ('a' + 2 * region)};
  }
}
