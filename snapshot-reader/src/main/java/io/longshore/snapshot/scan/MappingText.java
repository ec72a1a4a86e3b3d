package io.longshore.snapshot.scan;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import io.longshore.core.error.Nearest;
import io.longshore.snapshot.scan.ColumnSource.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our own notation of columns, read from its beginning to its end.
 *
 * <pre>
 * columns  = column {"," column}
 * column   = name type place {word}
 * name     = word | "`" any "`"
 * place    = ":key" ["." position] ["(" length ")"] | family ":" qualifier ["@" part] | family ":*"
 * part     = "timestamp" | "versions"
 * word     = encoding | "desc" | "until" delimiter
 * encoding = "bytes" | "#b" | "text" | "#s" | "ordered" | "phoenix" ["unsigned" | "char"] | "hbase-spark"
 * type     = as in SQL | "avro(" name | "'" JSON "'" ")"
 * </pre>
 */
final class MappingText {
  private static final Pattern KEY = Pattern.compile(":key(?:\\.(\\d+))?(?:\\((\\d+)\\))?");
  private static final Pattern AVRO = Pattern.compile("(?is)avro\\s*\\((.*)\\)");
  private static final Pattern BYTE = Pattern.compile("0x([0-9a-fA-F]{2})");

  private static final Map<String, Encoding> ENCODINGS =
      Map.of(
          "bytes", Encoding.BYTES,
          "#b", Encoding.BYTES,
          "text", Encoding.TEXT,
          "#s", Encoding.TEXT,
          "ordered", Encoding.ORDERED,
          "phoenix", Encoding.PHOENIX,
          "hbase-spark", Encoding.HBASE_SPARK);

  private static final List<String> WORDS =
      List.of(
          "bytes",
          "text",
          "ordered",
          "phoenix",
          "hbase-spark",
          "unsigned",
          "char",
          "desc",
          "until");

  private final String text;
  private final Map<String, String> schemas;
  private int at;
  private int pieces;

  MappingText(String text, Map<String, String> schemas) {
    this.text = text;
    this.schemas = schemas;
  }

  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    do {
      columns.add(column());
      skipBlank();
    } while (take(','));
    return columns;
  }

  /** Reads an encoding by itself. */
  static Encoding encoding(String words, String name) {
    MappingText reader = new MappingText(words, Map.of());
    return reader.words(name).encoding;
  }

  private Column column() {
    skipBlank();
    int start = at;
    String name = name();
    String type = token("the type of " + name);
    int placeAt = skipBlank();
    String place = token("the place of " + name + ", such as cf:" + name + " or :key");
    Words words = words(name);
    Encoding encoding = words.encoding;
    ColumnType columnType;
    Matcher avro = AVRO.matcher(type);
    if (avro.matches()) {
      if (words.given) {
        throw error(start, "The column " + name + " has two encodings", "Avro is one itself.");
      }
      String schema = schema(avro.group(1).strip(), name);
      encoding = Encoding.avro(schema);
      columnType = guarded(start, name, () -> valueType(place, AvroTypes.of(schema)));
    } else {
      columnType = ColumnType.parse(type);
    }
    Encoding chosen = encoding;
    ColumnSource source = guarded(placeAt, name, () -> source(place, words.delimiter));
    return guarded(start, name, () -> new Column(name, columnType, source, chosen));
  }

  private static ColumnType valueType(String place, ColumnType type) {
    return place.endsWith("@versions") ? new ColumnType.Array(type) : type;
  }

  private String schema(String given, String name) {
    if (given.startsWith("'") && given.endsWith("'") && given.length() > 1) {
      return given.substring(1, given.length() - 1).replace("''", "'");
    }
    String schema = schemas.get(given);
    if (schema == null) {
      throw error(
          at,
          "The Avro schema " + given + " of the column " + name + " is not given",
          "Give it as an option of that name, as JSON.");
    }
    return schema;
  }

  private String name() {
    if (!take('`')) {
      return token("a column's name");
    }
    int end = text.indexOf('`', at);
    if (end < 0) {
      throw error(at - 1, "A name that begins with ` does not end", "End it with another `.");
    }
    String name = text.substring(at, end);
    at = end + 1;
    return name;
  }

  private ColumnSource source(String place, int delimiter) {
    Matcher key = KEY.matcher(place);
    if (key.matches()) {
      int position = key.group(1) == null ? pieces : Integer.parseInt(key.group(1)) - 1;
      pieces++;
      int length = key.group(2) == null ? 0 : Integer.parseInt(key.group(2));
      return new ColumnSource.Key(position, length, delimiter);
    }
    int colon = place.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "\"" + place + "\" is no place: it is :key, family:qualifier or family:*");
    }
    if (delimiter >= 0) {
      throw new IllegalArgumentException("only pieces of the row key have a delimiter");
    }
    String family = place.substring(0, colon);
    String qualifier = place.substring(colon + 1);
    if (qualifier.equals("*")) {
      return new ColumnSource.Family(family);
    }
    for (Part part : List.of(Part.TIMESTAMP, Part.VERSIONS)) {
      String suffix = "@" + part.name().toLowerCase(Locale.ROOT);
      if (qualifier.endsWith(suffix)) {
        String rest = qualifier.substring(0, qualifier.length() - suffix.length());
        return new ColumnSource.Cell(family, MappingWriter.binary(rest), part);
      }
    }
    return new ColumnSource.Cell(family, MappingWriter.binary(qualifier), Part.VALUE);
  }

  /** What follows a column's place. */
  private static final class Words {
    private Encoding encoding = Encoding.BYTES;
    private boolean given;
    private int delimiter = -1;
  }

  private Words words(String name) {
    Words words = new Words();
    boolean desc = false;
    for (int start = skipBlank();
        at < text.length() && text.charAt(at) != ',';
        start = skipBlank()) {
      String word = token("an encoding").toLowerCase(Locale.ROOT);
      if (ENCODINGS.containsKey(word)) {
        if (words.given) {
          throw error(start, "The column " + name + " has two encodings", "Give it one.");
        }
        words.given = true;
        words.encoding = ENCODINGS.get(word);
      } else if (word.equals("unsigned") || word.equals("char")) {
        boolean phoenix = words.encoding.equals(Encoding.PHOENIX);
        if (!phoenix) {
          throw error(start, "Only Phoenix has " + word, "Write phoenix " + word + ".");
        }
        words.encoding =
            Encoding.of(
                word.equals("char")
                    ? Encoding.Format.PHOENIX_CHAR
                    : Encoding.Format.PHOENIX_UNSIGNED);
      } else if (word.equals("desc")) {
        desc = true;
      } else if (word.equals("until")) {
        words.delimiter = delimiter();
      } else {
        String near = Nearest.to(word, WORDS);
        throw error(
            start,
            "There is no encoding \"" + word + "\" (column " + name + ")",
            near.isEmpty()
                ? "It is one of " + String.join(", ", WORDS) + "."
                : "Did you mean " + near + "?");
      }
    }
    if (desc) {
      words.encoding = guarded(at, name, words.encoding::desc);
    }
    return words;
  }

  private int delimiter() {
    int start = skipBlank();
    String given = token("a delimiter, such as '|' or 0x00");
    Matcher hex = BYTE.matcher(given);
    if (hex.matches()) {
      return Integer.parseInt(hex.group(1), 16);
    }
    boolean quoted = given.length() == 3 && given.charAt(0) == '\'' && given.charAt(2) == '\'';
    if (!quoted || given.charAt(1) > 0x7f) {
      throw error(start, "Cannot read the delimiter " + given, "Write it as '|' or as 0x00.");
    }
    return given.charAt(1);
  }

  /** The next word; blanks and commas within brackets or single quotes are of it. */
  private String token(String what) {
    int start = skipBlank();
    int depth = 0;
    boolean quoted = false;
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '\'') {
        quoted = !quoted;
      } else if (!quoted) {
        if (depth == 0 && (next == ',' || Character.isWhitespace(next))) {
          break;
        }
        depth += next == '(' || next == '<' ? 1 : next == ')' || next == '>' ? -1 : 0;
      }
      at++;
    }
    if (at == start) {
      throw error(start, "Expected " + what, "A column is: name type place [encoding].");
    }
    if (depth > 0 || quoted) {
      throw error(start, "A bracket or a quote is not closed", "Close it.");
    }
    return text.substring(start, at);
  }

  private int skipBlank() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean take(char wanted) {
    boolean there = at < text.length() && text.charAt(at) == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  private interface Made<T> {
    T make();
  }

  private <T> T guarded(int start, String name, Made<T> made) {
    try {
      return made.make();
    } catch (IllegalArgumentException e) {
      throw error(start, "Column " + name + ": " + e.getMessage(), "See docs/mappings.md.");
    }
  }

  private LongshoreException error(int position, String what, String next) {
    int end = Math.min(text.length(), position + 20);
    String near = text.substring(Math.min(position, text.length()), end);
    return Errors.invalidMapping(
        what
            + ", at character "
            + (position + 1)
            + " of the columns"
            + (near.isEmpty() ? "." : ": \"" + near + (end < text.length() ? "..." : "") + "\"."),
        next);
  }
}
