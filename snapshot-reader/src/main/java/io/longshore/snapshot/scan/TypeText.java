package io.longshore.snapshot.scan;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.error.Nearest;
import io.longshore.snapshot.scan.ColumnType.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types as text, by the names that Spark SQL reads. */
final class TypeText {
  private static final Map<String, Simple> NAMES =
      Map.ofEntries(
          Map.entry("boolean", Simple.BOOLEAN),
          Map.entry("byte", Simple.BYTE),
          Map.entry("tinyint", Simple.BYTE),
          Map.entry("short", Simple.SHORT),
          Map.entry("smallint", Simple.SHORT),
          Map.entry("int", Simple.INT),
          Map.entry("integer", Simple.INT),
          Map.entry("long", Simple.LONG),
          Map.entry("bigint", Simple.LONG),
          Map.entry("float", Simple.FLOAT),
          Map.entry("real", Simple.FLOAT),
          Map.entry("double", Simple.DOUBLE),
          Map.entry("string", Simple.STRING),
          Map.entry("binary", Simple.BINARY),
          Map.entry("date", Simple.DATE),
          Map.entry("timestamp", Simple.TIMESTAMP),
          Map.entry("timestamp_ltz", Simple.TIMESTAMP));

  private static final Pattern DECIMAL =
      Pattern.compile("(?:decimal|dec|numeric)(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?");
  private static final Pattern CHARS = Pattern.compile("(?:var)?char\\(\\s*\\d+\\s*\\)");
  private static final Pattern ARRAY = Pattern.compile("array\\s*<(.+)>");
  private static final Pattern MAP = Pattern.compile("map\\s*<\\s*(\\w+)\\s*,(.+)>");

  /** What Spark gives a decimal of which nothing is said. */
  private static final int DEFAULT_PRECISION = 10;

  private TypeText() {}

  static ColumnType parse(String text) {
    String type = text.strip().toLowerCase(Locale.ROOT);
    Simple simple = NAMES.get(type);
    if (simple != null) {
      return simple;
    }
    if (CHARS.matcher(type).matches()) {
      return Simple.STRING;
    }
    try {
      return parseParts(type, text);
    } catch (IllegalArgumentException e) {
      throw Errors.invalidMapping(
          "Cannot read the type \"" + text + "\": " + e.getMessage() + ".",
          "Write it as Spark SQL does, such as decimal(10,2) or map<binary,binary>.",
          e);
    }
  }

  private static ColumnType parseParts(String type, String text) {
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      return new ColumnType.Decimal(
          decimal.group(1) == null ? DEFAULT_PRECISION : Integer.parseInt(decimal.group(1)),
          decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2)));
    }
    Matcher array = ARRAY.matcher(type);
    if (array.matches()) {
      return new ColumnType.Array(parse(array.group(1)));
    }
    Matcher map = MAP.matcher(type);
    if (map.matches() && NAMES.containsKey(map.group(1))) {
      return new ColumnType.Map(NAMES.get(map.group(1)), parse(map.group(2)));
    }
    throw unknown(text, type);
  }

  private static LongshoreException unknown(String text, String type) {
    List<String> names = new ArrayList<>(NAMES.keySet());
    names.add("decimal");
    names.sort(null);
    String near = Nearest.to(type, names);
    return Errors.invalidMapping(
        "There is no type \"" + text + "\".",
        near.isEmpty()
            ? "Types are " + String.join(", ", names) + ", map<binary,binary>, array<...>."
            : "Did you mean " + near + "?");
  }
}
