package io.longshore.snapshot.scan;

import io.longshore.snapshot.scan.ColumnType.Simple;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The types of SQL for schemas of Avro: records are structs, a union with null is the other type.
 * Arrays, maps, other unions, and records within themselves are strings that hold their JSON.
 */
final class AvroTypes {
  private AvroTypes() {}

  /**
   * @throws IllegalArgumentException if the text is no schema
   */
  static ColumnType of(String schema) {
    return of(parse(schema));
  }

  static Schema parse(String schema) {
    try {
      return new Schema.Parser().parse(schema);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("no Avro schema: " + e.getMessage(), e);
    }
  }

  static ColumnType of(Schema schema) {
    return of(schema, List.of());
  }

  private static ColumnType of(Schema schema, List<String> outer) {
    return switch (schema.getType()) {
      case BOOLEAN -> Simple.BOOLEAN;
      case INT -> Simple.INT;
      case LONG -> Simple.LONG;
      case FLOAT -> Simple.FLOAT;
      case DOUBLE -> Simple.DOUBLE;
      case BYTES, FIXED -> Simple.BINARY;
      case RECORD -> record(schema, outer);
      case UNION -> union(schema, outer);
      default -> Simple.STRING;
    };
  }

  private static ColumnType record(Schema schema, List<String> outer) {
    if (outer.contains(schema.getFullName()) || schema.getFields().isEmpty()) {
      return Simple.STRING;
    }
    List<String> names = new ArrayList<>(outer);
    names.add(schema.getFullName());
    List<ColumnType.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(new ColumnType.Field(field.name(), of(field.schema(), names)));
    }
    return new ColumnType.Struct(fields);
  }

  private static ColumnType union(Schema schema, List<String> outer) {
    List<Schema> others = new ArrayList<>();
    Set<Schema.Type> types = EnumSet.noneOf(Schema.Type.class);
    for (Schema one : schema.getTypes()) {
      if (one.getType() != Schema.Type.NULL) {
        others.add(one);
        types.add(one.getType());
      }
    }
    if (others.size() == 1) {
      return of(others.get(0), outer);
    }
    if (types.equals(EnumSet.of(Schema.Type.INT, Schema.Type.LONG))) {
      return Simple.LONG;
    }
    return types.equals(EnumSet.of(Schema.Type.FLOAT, Schema.Type.DOUBLE))
        ? Simple.DOUBLE
        : Simple.STRING;
  }
}
