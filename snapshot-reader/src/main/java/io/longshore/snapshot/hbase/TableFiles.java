package io.longshore.snapshot.hbase;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.exceptions.DeserializationException;

/**
 * What a table is made of at a moment: plain values that can be sent to whoever reads.
 *
 * @param table its name, with its namespace unless that is the default one
 * @param descriptor as HBase writes it; {@link #tableDescriptor()} reads it
 * @param created the moment, in milliseconds since 1970
 * @param regions in the order of their keys, without split parents and the one of MOB files
 */
public record TableFiles(String table, byte[] descriptor, long created, List<TableRegion> regions)
    implements Serializable {
  public TableName tableName() {
    return TableName.valueOf(table);
  }

  /** Families and their settings at the moment. */
  public TableDescriptor tableDescriptor() throws IOException {
    return parse(descriptor);
  }

  /** Of all files; halves count as the half they are. */
  public long bytes() {
    long bytes = 0;
    for (TableRegion region : regions) {
      bytes += region.bytes();
    }
    return bytes;
  }

  /** The same table with other regions, or other files in them. */
  public TableFiles withRegions(List<TableRegion> others) {
    return new TableFiles(table, descriptor, created, others);
  }

  /** Reads what {@link #descriptor()} holds. */
  public static TableDescriptor parse(byte[] descriptor) throws IOException {
    try {
      return TableDescriptorBuilder.parseFrom(descriptor);
    } catch (DeserializationException e) {
      throw new IOException(e);
    }
  }
}
