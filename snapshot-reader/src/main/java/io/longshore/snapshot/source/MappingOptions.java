package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.snapshot.scan.ColumnMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * How the columns of a table are asked for.
 *
 * @param kind in which notation
 * @param mapping as it was given, if it was
 */
record MappingOptions(Kind kind, Optional<ColumnMapping> mapping) {
  static final String COLUMNS = "columns";
  static final String CATALOG = "catalog";
  static final String HBASE_MAPPING = "hbase.columns.mapping";
  static final String HBASE_TABLE = "hbase.table";
  private static final String INFER = "infer";
  private static final String CELLS = "cells";
  private static final Set<String> OURS = Set.of(HBASE_MAPPING, HBASE_TABLE);

  /** Where the columns come from. */
  enum Kind {
    /** A row a cell. */
    CELLS,
    /** Guessed from some of the table's rows. */
    INFER,
    /** Given. */
    GIVEN
  }

  /** Whether an option is read here, though it looks like one of HBase's configuration. */
  static boolean isOurs(String option) {
    return OURS.contains(option.toLowerCase(Locale.ROOT));
  }

  static MappingOptions of(CaseInsensitiveStringMap options, boolean raw) {
    List<String> given =
        List.of(COLUMNS, CATALOG, HBASE_MAPPING).stream().filter(options::containsKey).toList();
    if (given.size() > 1) {
      throw Errors.invalidArgument(
          "The columns are given twice, as " + String.join(" and as ", given) + ".",
          "Give them once.");
    }
    String columns = options.getOrDefault(COLUMNS, CELLS).strip();
    boolean cells = given.isEmpty() || given.get(0).equals(COLUMNS) && columns.equals(CELLS);
    if (raw && !cells) {
      throw Errors.invalidArgument(
          "raw=true reads delete markers, which have no place in columns.",
          "Leave out " + given.get(0) + ": each cell is a row then.");
    }
    if (cells) {
      return new MappingOptions(Kind.CELLS, Optional.empty());
    }
    Map<String, String> schemas = new HashMap<>(options.asCaseSensitiveMap());
    return switch (given.get(0)) {
      case CATALOG -> given(ColumnMapping.ofCatalog(options.get(CATALOG), schemas));
      case HBASE_MAPPING ->
          given(
              ColumnMapping.ofHBaseSpark(
                  options.getOrDefault(HBASE_TABLE, ""), options.get(HBASE_MAPPING)));
      default ->
          columns.equals(INFER)
              ? new MappingOptions(Kind.INFER, Optional.empty())
              : given(ColumnMapping.parse(columns, schemas));
    };
  }

  static MappingOptions given(ColumnMapping mapping) {
    return new MappingOptions(Kind.GIVEN, Optional.of(mapping));
  }
}
