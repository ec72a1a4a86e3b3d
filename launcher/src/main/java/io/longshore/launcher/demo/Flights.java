package io.longshore.launcher.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * A table of flights in the United States, January 2001; see PROVENANCE.md beside the data. Row
 * {@code origin|date|destination|sequence}, column {@code f:delay} in minutes, {@code f:distance}
 * in miles.
 */
public final class Flights {
  public static final TableName TABLE = TableName.valueOf("flights");

  private static final String RESOURCE = "flights.csv.gz";
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final byte[] DELAY = Bytes.toBytes("delay");
  private static final byte[] DISTANCE = Bytes.toBytes("distance");
  private static final byte[][] SPLITS = {
    Bytes.toBytes("D"), Bytes.toBytes("L"), Bytes.toBytes("P")
  };

  private Flights() {}

  /**
   * What was loaded.
   *
   * @param corrected delays that were written a second time, so that they have two versions
   * @param deleted flights that were taken out again, so that there are delete markers
   */
  public record Loaded(long flights, long corrected, long deleted) {}

  /** Makes the table and loads every record. */
  public static Loaded load(Connection connection) throws IOException {
    try (Admin admin = connection.getAdmin()) {
      admin.createTable(
          TableDescriptorBuilder.newBuilder(TABLE)
              .setColumnFamily(
                  ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                      .setMaxVersions(3)
                      .setCompressionType(Compression.Algorithm.GZ)
                      .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                      .setBloomFilterType(BloomType.ROW)
                      .build())
              .build(),
          SPLITS);
    }
    long flights = 0;
    long corrected = 0;
    long deleted = 0;
    try (BufferedMutator table = connection.getBufferedMutator(TABLE);
        BufferedReader lines = open()) {
      lines.readLine();
      String former = "";
      int sequence = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> columns = List.of(line.split(","));
        String key = columns.get(3) + "|" + columns.get(0) + "|" + columns.get(4);
        sequence = key.equals(former) ? sequence + 1 : 0;
        former = key;
        byte[] row = Bytes.toBytes(key + "|" + sequence);
        table.mutate(
            put(row, 1, Integer.parseInt(columns.get(1)))
                .addColumn(FAMILY, DISTANCE, 1, Bytes.toBytes(Integer.parseInt(columns.get(2)))));
        flights++;
        if (flights % 20 == 0) {
          table.mutate(put(row, 2, Integer.parseInt(columns.get(1)) + 1));
          corrected++;
        }
        if (flights % 500 == 0) {
          table.mutate(new Delete(row, 2));
          deleted++;
        }
      }
    }
    return new Loaded(flights, corrected, deleted);
  }

  private static Put put(byte[] row, long version, int delay) {
    return new Put(row).addColumn(FAMILY, DELAY, version, Bytes.toBytes(delay));
  }

  private static BufferedReader open() throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Flights.class.getResourceAsStream(RESOURCE)),
            StandardCharsets.UTF_8));
  }
}
