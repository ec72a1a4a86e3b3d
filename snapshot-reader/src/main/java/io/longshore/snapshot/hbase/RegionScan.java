package io.longshore.snapshot.hbase;

import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.Columns;
import io.longshore.core.hfile.RowRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * What is wanted of a region.
 *
 * @param rules which cells
 * @param ranges of rows, in their order, without overlap; those outside of the region have nothing
 * @param families wanted, by name, and the columns of each
 */
public record RegionScan(CellRules rules, List<RowRange> ranges, Map<String, Columns> families)
    implements Serializable {
  /** All rows and columns of a table. */
  public static RegionScan of(CellRules rules, TableDescriptor table) {
    Map<String, Columns> families = new TreeMap<>();
    for (ColumnFamilyDescriptor family : table.getColumnFamilies()) {
      families.put(family.getNameAsString(), Columns.ALL);
    }
    return new RegionScan(rules, List.of(RowRange.ALL), families);
  }

  /**
   * The wanted families in HBase's order, which is that of {@link RegionCells#family()}.
   *
   * @throws IllegalArgumentException if the table has no such family
   */
  public List<ColumnFamilyDescriptor> familiesOf(TableDescriptor table) {
    List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
    for (String name : families.keySet()) {
      ColumnFamilyDescriptor family = table.getColumnFamily(Bytes.toBytes(name));
      if (family == null) {
        throw new IllegalArgumentException(
            "Table " + table.getTableName() + " has no family " + name);
      }
      wanted.add(family);
    }
    wanted.sort((one, other) -> Bytes.compareTo(one.getName(), other.getName()));
    return wanted;
  }
}
