package io.longshore.snapshot.scan;

import io.longshore.snapshot.scan.ColumnType.Simple;

/** Which types, places and encodings go together. */
final class ColumnFit {
  private ColumnFit() {}

  /**
   * @throws IllegalArgumentException saying what does not fit
   */
  static void check(ColumnType type, ColumnSource source, Encoding encoding) {
    if (source instanceof ColumnSource.Key key) {
      checkValue(type, encoding);
      checkLength(type, key, encoding);
    } else if (source instanceof ColumnSource.Family) {
      refuse(!(type instanceof ColumnType.Map), "a family is a map, not a " + type);
      checkValue(((ColumnType.Map) type).value(), encoding);
    } else {
      checkCell(type, ((ColumnSource.Cell) source).part(), encoding);
    }
  }

  private static void checkCell(ColumnType type, ColumnSource.Part part, Encoding encoding) {
    switch (part) {
      case VALUE -> checkValue(type, encoding);
      case TIMESTAMP ->
          refuse(
              type != Simple.LONG && type != Simple.TIMESTAMP,
              "a timestamp of a cell is a long or a timestamp, not a " + type);
      case VERSIONS -> {
        refuse(!(type instanceof ColumnType.Array), "versions are an array, not a " + type);
        checkValue(((ColumnType.Array) type).element(), encoding);
      }
    }
  }

  private static void checkValue(ColumnType type, Encoding encoding) {
    refuse(
        type instanceof ColumnType.Array || type instanceof ColumnType.Map,
        "one value is no " + type);
    boolean ok =
        switch (encoding.format()) {
          case AVRO -> type.equals(AvroTypes.of(encoding.schema()));
          case BYTES, HBASE_SPARK, TEXT, PHOENIX -> !(type instanceof ColumnType.Struct);
          case ORDERED ->
              type instanceof ColumnType.Decimal
                  || type instanceof Simple simple && isOrdered(simple);
          case PHOENIX_UNSIGNED -> type instanceof Simple simple && isUnsigned(simple);
          case PHOENIX_CHAR -> type == Simple.STRING;
        };
    refuse(!ok, "there is no " + type + " in the encoding " + encoding.format());
  }

  private static boolean isOrdered(Simple type) {
    return type != Simple.BOOLEAN && type != Simple.DATE && type != Simple.TIMESTAMP;
  }

  private static boolean isUnsigned(Simple type) {
    return type != Simple.BOOLEAN && type != Simple.STRING && type != Simple.BINARY;
  }

  private static void checkLength(ColumnType type, ColumnSource.Key key, Encoding encoding) {
    boolean char0 = encoding.format() == Encoding.Format.PHOENIX_CHAR && key.length() == 0;
    refuse(char0, "phoenix char in a row key needs its length, such as :key(10)");
    if (key.length() == 0) {
      return;
    }
    boolean raw = type == Simple.STRING || type == Simple.BINARY;
    boolean date = type == Simple.TIMESTAMP && (key.length() == 8 || key.length() == 12);
    boolean ok =
        switch (encoding.format()) {
          case ORDERED, AVRO -> false;
          case TEXT -> true;
          case PHOENIX, PHOENIX_UNSIGNED -> raw || date;
          default -> raw;
        };
    refuse(!ok, "a " + type + " in the encoding " + encoding.format() + " has its own length");
  }

  private static void refuse(boolean wrong, String why) {
    if (wrong) {
      throw new IllegalArgumentException(why);
    }
  }
}
