package io.longshore.wal.hbase;

import java.io.Serializable;
import org.apache.hadoop.hbase.TableName;

/**
 * A file that a bulk load brought into a region, as the WAL's marker names it.
 *
 * @param table its name
 * @param region encoded name of the region at that time
 * @param family its name
 * @param name of the file, with the sequence id that the region gave it
 * @param sequence that id: what the region was told after it has higher ones
 * @param wal the WAL that says so
 */
public record BulkLoadedFile(
    String table, String region, String family, String name, long sequence, String wal)
    implements Serializable {

  /** Where it lies under a root of HBase or its archive, and under the table in an image. */
  public String path() {
    TableName of = TableName.valueOf(table);
    return "data/" + of.getNamespaceAsString() + "/" + of.getQualifierAsString() + "/" + inTable();
  }

  /** Its path in the directory of its table. */
  public String inTable() {
    return region + "/" + family + "/" + name;
  }
}
