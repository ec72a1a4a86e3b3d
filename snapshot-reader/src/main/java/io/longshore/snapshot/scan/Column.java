package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.Objects;

/**
 * One column of SQL: its name, its type, where its values lie and how they were written.
 *
 * @param type of a column of versions an array, of a family a map
 */
public record Column(String name, ColumnType type, ColumnSource source, Encoding encoding)
    implements Serializable {
  /**
   * @throws IllegalArgumentException saying which parts do not fit together
   */
  public Column {
    Objects.requireNonNull(encoding);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A column has a name");
    }
    ColumnFit.check(type, source, encoding);
  }

  public boolean isKey() {
    return source instanceof ColumnSource.Key;
  }

  /** The type of one value: of a version, of an entry of a map, otherwise that of the column. */
  public ColumnType valueType() {
    if (type instanceof ColumnType.Array versions) {
      return versions.element();
    }
    return type instanceof ColumnType.Map family ? family.value() : type;
  }

  /**
   * Reads and writes single values. A column of timestamps has none: its values are no cell's.
   *
   * @param zone the session's, in which dates that were written as milliseconds have their day
   */
  public CellCodec codec(ZoneId zone) {
    return CellCodec.of(this, zone);
  }

  @Override
  public String toString() {
    return MappingWriter.write(this);
  }
}
