package io.longshore.snapshot.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longshore.core.error.Errors;
import java.util.ArrayList;
import java.util.List;

/**
 * Saved mappings: an object with the version of the format, the table, and a list of the columns,
 * each in our own notation.
 */
final class MappingJson {
  private static final int VERSION = 1;

  private static final JsonMapper JSON = new JsonMapper();

  private MappingJson() {}

  static String write(ColumnMapping mapping) {
    ObjectNode root = JSON.createObjectNode();
    root.put("formatVersion", VERSION);
    root.put("table", mapping.table());
    ArrayNode columns = root.putArray("columns");
    for (Column column : mapping.columns()) {
      columns.add(MappingWriter.write(column));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can be written", e);
    }
  }

  static ColumnMapping read(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw Errors.invalidMapping(
          "The saved mapping is no JSON: " + e.getOriginalMessage() + ".",
          "Save it again, or correct it.",
          e);
    }
    int version = root.path("formatVersion").asInt(0);
    if (version > VERSION) {
      throw Errors.fromTheFuture("The saved mapping", version, VERSION);
    }
    if (version < 1 || !root.path("columns").isArray()) {
      throw Errors.invalidMapping(
          "The saved mapping has no formatVersion, or no columns.", "See docs/mappings.md.");
    }
    List<String> columns = new ArrayList<>();
    for (JsonNode column : root.get("columns")) {
      columns.add(column.asText());
    }
    ColumnMapping mapping = ColumnMapping.parse(String.join(",\n", columns));
    return new ColumnMapping(root.path("table").asText(""), mapping.columns());
  }
}
