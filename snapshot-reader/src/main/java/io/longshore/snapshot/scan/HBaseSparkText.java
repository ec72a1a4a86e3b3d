package io.longshore.snapshot.scan;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * hbase-spark's mapping string, as its {@code HBaseTableCatalog} reads it: columns are parted by
 * commas, and a column by single spaces into a name, a type and {@code family:qualifier}; a place
 * that begins with a colon is the row key. Several columns of the row key are its pieces in the
 * order in which they are written (in hbase-spark their order is by chance).
 */
final class HBaseSparkText {
  private static final String HINT =
      "Write <column> <type> <family>:<qualifier>, and <column> <type> :<anything> for the row key.";

  private HBaseSparkText() {}

  static ColumnMapping read(String table, String text) {
    List<Column> columns = new ArrayList<>();
    int pieces = 0;
    int at = 0;
    for (String definition : text.split(",", -1)) {
      String[] parts = definition.strip().split("\\s+");
      if (parts.length != 3) {
        throw invalid(
            definition,
            at,
            "has " + (definition.isBlank() ? 0 : parts.length) + " parts, not three");
      }
      ColumnSource source;
      if (parts[2].charAt(0) == ':') {
        source = ColumnSource.Key.at(pieces++);
      } else {
        int colon = parts[2].indexOf(':');
        if (colon < 0) {
          throw invalid(definition, at, "names no family");
        }
        source = cell(parts[2].substring(0, colon), parts[2].substring(colon + 1));
      }
      columns.add(column(parts[0], ColumnType.parse(parts[1]), source, Encoding.HBASE_SPARK));
      at += definition.length() + 1;
    }
    return new ColumnMapping(tableName(table), columns);
  }

  /** A cell's column whose names stand for themselves. */
  static ColumnSource cell(String family, String qualifier) {
    String binary = Bytes.toStringBinary(qualifier.getBytes(StandardCharsets.UTF_8));
    return new ColumnSource.Cell(family, binary, ColumnSource.Part.VALUE);
  }

  static Column column(String name, ColumnType type, ColumnSource source, Encoding encoding) {
    try {
      return new Column(name, type, source, encoding);
    } catch (IllegalArgumentException e) {
      throw Errors.invalidMapping(
          "Column " + name + ": " + e.getMessage() + ".", "See docs/mappings.md.", e);
    }
  }

  private static String tableName(String table) {
    String name = table.strip();
    return name.startsWith("default:") ? name.substring("default:".length()) : name;
  }

  private static LongshoreException invalid(String definition, int at, String why) {
    return Errors.invalidMapping(
        "The column \""
            + definition.strip()
            + "\" of hbase.columns.mapping "
            + why
            + ", at character "
            + (at + 1)
            + ".",
        HINT);
  }
}
