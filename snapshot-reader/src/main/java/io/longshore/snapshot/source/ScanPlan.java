package io.longshore.snapshot.source;

import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.Columns;
import io.longshore.snapshot.hbase.RegionScan;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.scan.Column;
import io.longshore.snapshot.scan.ColumnMapping;
import io.longshore.snapshot.scan.ColumnSource;
import io.longshore.snapshot.scan.Piece;
import io.longshore.snapshot.scan.Predicate;
import java.io.IOException;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * What the tasks of a scan are told besides their pieces.
 *
 * @param table its name, for errors
 * @param descriptor of the table, as HBase writes it
 * @param mapping of all columns
 * @param wanted the indexes of the columns that are read, in the order of the result
 * @param predicates that every row has to meet; columns by their index in the mapping
 * @param families those in which a row has to have a cell, and the columns wanted of each
 * @param limit of rows a task has to give at most
 * @param failFast whether a value that is none of its type ends the query
 */
record ScanPlan(
    String table,
    byte[] descriptor,
    ColumnMapping mapping,
    int[] wanted,
    List<Predicate> predicates,
    CellRules rules,
    Map<String, Columns> families,
    int limit,
    boolean failFast,
    ZoneId zone)
    implements Serializable {
  static final int NO_LIMIT = Integer.MAX_VALUE;

  TableDescriptor tableDescriptor() throws IOException {
    return TableFiles.parse(descriptor);
  }

  /**
   * Whether another one of the same table asks for the same, as far as columns and predicates do
   * not say it.
   */
  boolean isSame(ScanPlan other) {
    return mapping.equals(other.mapping)
        && rules.equals(other.rules)
        && families.keySet().equals(other.families.keySet())
        && limit == other.limit
        && failFast == other.failFast
        && zone.equals(other.zone);
  }

  RegionScan scan(Piece piece) {
    return new RegionScan(rules, piece.ranges(), families);
  }

  Column column(int index) {
    return mapping.columns().get(index);
  }

  /**
   * What is read of each family so that some columns can be told. Whatever is read, a row is there
   * if it has a cell in any family of the mapping.
   *
   * @param all the families of the table: of a mapping that has none but the key, a row has a cell
   *     in any
   */
  static Map<String, Columns> families(
      ColumnMapping mapping, Iterable<Integer> needed, List<String> all) {
    Map<String, List<byte[]>> qualifiers = new TreeMap<>();
    for (String family : mapping.families().isEmpty() ? all : mapping.families()) {
      qualifiers.put(family, new ArrayList<>());
    }
    Map<String, Columns> families = new TreeMap<>();
    for (int index : needed) {
      ColumnSource source = mapping.columns().get(index).source();
      if (source instanceof ColumnSource.Cell cell) {
        qualifiers.get(cell.family()).add(cell.qualifierBytes());
      } else if (source instanceof ColumnSource.Family family) {
        families.put(family.family(), Columns.ALL);
      }
    }
    qualifiers.forEach(
        (family, wanted) ->
            families.putIfAbsent(
                family, wanted.isEmpty() ? Columns.ONE_CELL : Columns.ofEveryRow(wanted)));
    return families;
  }
}
