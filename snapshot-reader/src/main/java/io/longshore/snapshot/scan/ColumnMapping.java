package io.longshore.snapshot.scan;

import io.longshore.core.error.Errors;
import io.longshore.core.error.Nearest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What columns a table of HBase has in SQL, in their order. Immutable.
 *
 * <p>Written in any of three notations: ours, hbase-spark's {@code hbase.columns.mapping}, and its
 * JSON {@code catalog}. {@link #toString} writes ours, {@link #toJson} the form of saved mappings.
 *
 * @param table as {@code namespace:name} or {@code name}; empty where the notation names none
 */
public record ColumnMapping(String table, List<Column> columns) implements Serializable {
  /**
   * @throws io.longshore.core.error.LongshoreException if two columns have one name (in any case,
   *     as in SQL), or the row key's pieces are not what a key can be made of
   */
  public ColumnMapping {
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw Errors.invalidMapping(
            "Two columns are named " + column.name() + ".", "Give each a name of its own.");
      }
    }
    KeyLayout.check(keyColumns(columns));
  }

  /** Reads our own notation, such as {@code id string :key, amount long cf:amount}. */
  public static ColumnMapping parse(String text) {
    return parse(text, Map.of());
  }

  /**
   * Reads our own notation.
   *
   * @param schemas Avro schemas as JSON, by the names that the text uses
   */
  public static ColumnMapping parse(String text, Map<String, String> schemas) {
    return new ColumnMapping("", new MappingText(text, schemas).columns());
  }

  /**
   * Reads hbase-spark's mapping string.
   *
   * @param table the value of {@code hbase.table}
   * @param text the value of {@code hbase.columns.mapping}
   */
  public static ColumnMapping ofHBaseSpark(String table, String text) {
    return HBaseSparkText.read(table, text);
  }

  /**
   * Reads hbase-spark's JSON catalog.
   *
   * @param schemas Avro schemas as JSON, by the names of the options that the catalog refers to
   */
  public static ColumnMapping ofCatalog(String json, Map<String, String> schemas) {
    return HBaseSparkCatalog.read(json, schemas);
  }

  /** Reads what {@link #toJson} wrote. */
  public static ColumnMapping ofJson(String json) {
    return MappingJson.read(json);
  }

  /** The form in which mappings are saved, with its version. */
  public String toJson() {
    return MappingJson.write(this);
  }

  /** The columns that are pieces of the row key, in the key's order. */
  public List<Column> keyColumns() {
    return keyColumns(columns);
  }

  /** The index of a column by its name, in any case; -1 if there is none. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The families that any column is of, sorted. */
  public Set<String> families() {
    Set<String> families = new TreeSet<>();
    for (Column column : columns) {
      if (column.source() instanceof ColumnSource.Cell cell) {
        families.add(cell.family());
      } else if (column.source() instanceof ColumnSource.Family family) {
        families.add(family.family());
      }
    }
    return families;
  }

  /**
   * Returns if the table has all families that the columns are of.
   *
   * @throws io.longshore.core.error.LongshoreException naming the family and the nearest one
   */
  public void checkFamilies(String table, Collection<String> known) {
    for (String family : families()) {
      if (!known.contains(family)) {
        String near = Nearest.to(family, known);
        throw Errors.invalidMapping(
            "The table " + table + " has no family " + family + ".",
            near.isEmpty()
                ? "It has " + known.stream().sorted().collect(Collectors.joining(", ")) + "."
                : "Did you mean " + near + "?");
      }
    }
  }

  /** Our own notation, one column a line. The table is not in it. */
  @Override
  public String toString() {
    return MappingWriter.write(this);
  }

  private static List<Column> keyColumns(List<Column> columns) {
    List<Column> keys = new ArrayList<>();
    for (Column column : columns) {
      if (column.isKey()) {
        keys.add(column);
      }
    }
    keys.sort(Comparator.comparingInt(column -> ((ColumnSource.Key) column.source()).position()));
    return keys;
  }
}
