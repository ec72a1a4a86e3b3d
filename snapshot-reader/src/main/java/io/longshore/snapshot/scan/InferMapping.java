package io.longshore.snapshot.scan;

import io.longshore.snapshot.scan.ColumnSource.Part;
import io.longshore.snapshot.scan.ColumnType.Simple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Guesses a mapping from a sample of a table's cells, for people to look over and keep. Not safe
 * for several threads.
 *
 * <p>A guess is of HBase's {@code Bytes}: what is written otherwise is a binary. A family with more
 * qualifiers than a table can have columns is a map.
 */
public final class InferMapping {
  private static final String KEY = "rowkey";

  private final int mostColumns;
  private final ValueGuess keys = new ValueGuess();
  private final Map<String, Map<String, ValueGuess>> families = new TreeMap<>();
  private final Set<String> wide = new HashSet<>();

  /**
   * @param mostColumns from how many qualifiers on a family is taken for a map
   */
  public InferMapping(int mostColumns) {
    this.mostColumns = mostColumns;
  }

  /** Takes note of a row key; once for each row. */
  public void addRow(byte[] bytes, int offset, int length) {
    keys.add(bytes, offset, length);
  }

  /**
   * Takes note of a cell. The qualifier is kept, the value is not.
   *
   * @param qualifier a copy, of the caller's making
   */
  public void addCell(
      byte[] family, byte[] qualifier, byte[] value, int valueOffset, int valueLength) {
    String name = new String(family, StandardCharsets.UTF_8);
    if (wide.contains(name)) {
      return;
    }
    Map<String, ValueGuess> columns = families.computeIfAbsent(name, any -> new TreeMap<>());
    columns
        .computeIfAbsent(Bytes.toStringBinary(qualifier), any -> new ValueGuess())
        .add(value, valueOffset, valueLength);
    if (columns.size() > mostColumns) {
      wide.add(name);
      columns.clear();
    }
  }

  /** The mapping of what was seen; its {@code toString} is what to keep. */
  public ColumnMapping mapping(String table) {
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    columns.add(
        new Column(unique(KEY, "", names), keys.keyType(), ColumnSource.Key.at(0), Encoding.BYTES));
    for (Map.Entry<String, Map<String, ValueGuess>> family : families.entrySet()) {
      if (wide.contains(family.getKey())) {
        columns.add(
            new Column(
                unique(family.getKey(), family.getKey(), names),
                new ColumnType.Map(Simple.BINARY, Simple.BINARY),
                new ColumnSource.Family(family.getKey()),
                Encoding.BYTES));
      }
      for (Map.Entry<String, ValueGuess> column : family.getValue().entrySet()) {
        columns.add(column(family.getKey(), column.getKey(), column.getValue(), names));
      }
    }
    return new ColumnMapping(table, columns);
  }

  private static Column column(
      String family, String qualifier, ValueGuess guess, Set<String> names) {
    String text = qualifier.isEmpty() ? family : qualifier;
    return new Column(
        unique(text.replaceAll("[^\\p{Alnum}_]", "_"), family, names),
        guess.type(),
        new ColumnSource.Cell(family, qualifier, Part.VALUE),
        guess.encoding());
  }

  /** A name that no column has yet: with its family, or a number. */
  private static String unique(String wanted, String family, Set<String> names) {
    String name = wanted;
    for (int i = 1; !names.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = i == 1 ? family + "_" + wanted : family + "_" + wanted + "_" + i;
    }
    return name;
  }
}
