package io.longshore.snapshot.scan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * hbase-spark's JSON catalog, as its {@code HBaseTableCatalog} reads it, with what SHC had before
 * it and is still in use: {@code tableCoder} in the table, which names the encoding of all columns.
 *
 * <p>Ours besides: {@code delimiter} in a column of the row key, and {@code encoding} in any, with
 * the words of our own notation.
 */
final class HBaseSparkCatalog {
  private static final String ROW_KEY = "rowkey";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, String> schemas;
  private final Encoding coder;
  private final List<String> pieces;

  private HBaseSparkCatalog(Map<String, String> schemas, Encoding coder, List<String> pieces) {
    this.schemas = schemas;
    this.coder = coder;
    this.pieces = pieces;
  }

  static ColumnMapping read(String json, Map<String, String> schemas) {
    JsonNode catalog = parse(json);
    JsonNode table = object(catalog, "table");
    String namespace = table.path("namespace").asText("default");
    String name = text(table, "name", "the table");
    List<String> pieces = Arrays.asList(text(catalog, ROW_KEY, "the catalog").split(":"));
    HBaseSparkCatalog reader = new HBaseSparkCatalog(schemas, coder(table), pieces);
    return new ColumnMapping(
        namespace.isEmpty() || namespace.equals("default") ? name : namespace + ":" + name,
        reader.columns(object(catalog, "columns")));
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      throw Errors.invalidMapping(
          "The catalog is no JSON, at line "
              + line
              + ", column "
              + column
              + ": "
              + e.getOriginalMessage()
              + ".",
          "Correct it there.",
          e);
    }
  }

  private static Encoding coder(JsonNode table) {
    String coder = table.path("tableCoder").asText("PrimitiveType");
    return switch (coder.toLowerCase(Locale.ROOT)) {
      case "primitivetype" -> Encoding.HBASE_SPARK;
      case "phoenix" -> Encoding.PHOENIX;
      // Its columns name their schemas.
      case "avro" -> Encoding.HBASE_SPARK;
      default ->
          throw invalid(
              "The catalog's tableCoder " + coder + " is not known",
              "It is PrimitiveType, Phoenix or Avro.");
    };
  }

  private List<Column> columns(JsonNode columns) {
    List<Column> read = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> all = columns.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> one = all.next();
      Column column = column(one.getKey(), one.getValue());
      read.add(column);
      if (column.isKey()) {
        found.add(one.getValue().path("col").asText());
      }
    }
    for (String piece : pieces) {
      if (!found.contains(piece)) {
        throw invalid(
            "The row key's piece " + piece + " is no column of the catalog",
            "Add a column with \"cf\":\"rowkey\" and \"col\":\"" + piece + "\".");
      }
    }
    return read;
  }

  private Column column(String name, JsonNode column) {
    String what = "the column " + name;
    String qualifier = text(column, "col", what);
    String family = column.path("cf").asText(ROW_KEY);
    if (column.hasNonNull("serdes")) {
      throw invalid(
          "A serdes of " + what + " cannot be used here", "Give its encoding, such as bytes.");
    }
    Encoding encoding = encoding(column, name);
    ColumnType type =
        encoding.format() == Encoding.Format.AVRO
            ? avroType(encoding.schema(), what)
            : ColumnType.parse(text(column, "type", what));
    ColumnSource source =
        family.equals(ROW_KEY)
            ? piece(qualifier, column, what)
            : HBaseSparkText.cell(family, qualifier);
    if (encoding.equals(Encoding.PHOENIX)
        && type == ColumnType.Simple.STRING
        && source instanceof ColumnSource.Key key
        && key.length() > 0) {
      encoding = Encoding.of(Encoding.Format.PHOENIX_CHAR);
    }
    return HBaseSparkText.column(name, type, source, encoding);
  }

  private Encoding encoding(JsonNode column, String name) {
    if (column.hasNonNull("avro")) {
      String option = column.get("avro").asText();
      if (!schemas.containsKey(option)) {
        throw invalid(
            "The Avro schema " + option + " of the column " + name + " is not given",
            "Give it as an option of that name, as JSON.");
      }
      return Encoding.avro(schemas.get(option));
    }
    if (column.hasNonNull("encoding")) {
      String words = column.get("encoding").asText();
      return MappingText.encoding(words, name);
    }
    return coder;
  }

  private static ColumnType avroType(String schema, String what) {
    try {
      return AvroTypes.of(schema);
    } catch (IllegalArgumentException e) {
      throw invalid("Of " + what + " there is " + e.getMessage(), "Correct the schema.");
    }
  }

  private ColumnSource piece(String name, JsonNode column, String what) {
    int position = pieces.indexOf(name);
    if (position < 0) {
      throw invalid(
          "Of the row key " + String.join(":", pieces) + ", " + what + " is no piece",
          "Name it in \"rowkey\", or give it a family.");
    }
    int length = 0;
    if (column.hasNonNull("length")) {
      String text = column.get("length").asText();
      try {
        length = Math.max(Integer.parseInt(text.strip()), 0);
      } catch (NumberFormatException e) {
        throw invalid("The length " + text + " of " + what + " is no number", "Give bytes.");
      }
    }
    ColumnType type =
        column.hasNonNull("avro") ? null : ColumnType.parse(column.path("type").asText());
    boolean open = type == ColumnType.Simple.STRING || type == ColumnType.Simple.BINARY;
    String delimiter = column.path("delimiter").asText("");
    if (delimiter.length() > 1 || !delimiter.isEmpty() && delimiter.charAt(0) > 0xff) {
      throw invalid("The delimiter of " + what + " is not one byte", "Give one character.");
    }
    // Numbers have the length of their type, whatever is said.
    return new ColumnSource.Key(
        position, open ? length : 0, delimiter.isEmpty() ? -1 : delimiter.charAt(0));
  }

  private static JsonNode object(JsonNode parent, String field) {
    JsonNode node = parent.path(field);
    if (!node.isObject()) {
      throw invalid("The catalog has no \"" + field + "\"", "Add it as an object.");
    }
    return node;
  }

  private static String text(JsonNode parent, String field, String what) {
    JsonNode node = parent.path(field);
    if (!node.isValueNode() || node.isNull() || node.asText().isEmpty()) {
      throw invalid("In the catalog, " + what + " has no \"" + field + "\"", "Add it as a string.");
    }
    return node.asText();
  }

  private static LongshoreException invalid(String what, String next) {
    return Errors.invalidMapping(what + ".", next);
  }
}
