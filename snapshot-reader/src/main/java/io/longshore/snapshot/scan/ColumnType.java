package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The type of a column's values, under the names that Spark SQL gives them. {@link #toString} is
 * what {@link #parse} reads.
 */
public sealed interface ColumnType extends Serializable {
  /**
   * Reads a type as Spark SQL writes it, in any case.
   *
   * @throws io.longshore.core.error.LongshoreException if there is no such type, naming the nearest
   */
  static ColumnType parse(String text) {
    return TypeText.parse(text);
  }

  /** A type without parts. A date counts days, a timestamp microseconds, both since 1970 in UTC. */
  enum Simple implements ColumnType {
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    STRING,
    BINARY,
    DATE,
    TIMESTAMP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Numbers of so many digits in all, so many of them behind the point. */
  record Decimal(int precision, int scale) implements ColumnType {
    /** What Spark can hold. */
    static final int MAX_DIGITS = 38;

    /** Up to so many digits the unscaled value is a long. */
    public static final int LONG_DIGITS = 18;

    public Decimal {
      if (precision < 1 || precision > MAX_DIGITS || scale < 0 || scale > precision) {
        throw new IllegalArgumentException("No such decimal: " + precision + ", " + scale);
      }
    }

    @Override
    public String toString() {
      return "decimal(" + precision + "," + scale + ")";
    }
  }

  /** All versions of a column, the newest first. */
  record Array(ColumnType element) implements ColumnType {
    @Override
    public String toString() {
      return "array<" + element + ">";
    }
  }

  /** A whole family: from qualifier to value. */
  record Map(Simple key, ColumnType value) implements ColumnType {
    public Map {
      if (key != Simple.BINARY && key != Simple.STRING) {
        throw new IllegalArgumentException("Qualifiers are binary or string, not " + key);
      }
    }

    @Override
    public String toString() {
      return "map<" + key + "," + value + ">";
    }
  }

  /** A record, such as Avro's. */
  record Struct(List<Field> fields) implements ColumnType {
    public Struct {
      fields = List.copyOf(fields);
      Set<String> names = new HashSet<>();
      for (Field field : fields) {
        if (!names.add(field.name())) {
          throw new IllegalArgumentException("Two fields are named " + field.name());
        }
      }
    }

    @Override
    public String toString() {
      return fields.stream()
          .map(field -> field.name() + ":" + field.type())
          .collect(Collectors.joining(",", "struct<", ">"));
    }
  }

  /** One field of a record. */
  record Field(String name, ColumnType type) implements Serializable {}
}
