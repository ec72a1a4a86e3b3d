package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.util.Objects;

/**
 * How values became bytes.
 *
 * @param descending whether all bytes are inverted, so that they order the other way round
 * @param schema of {@link Format#AVRO} the schema as JSON, otherwise empty
 */
public record Encoding(Format format, boolean descending, String schema) implements Serializable {
  /** Who wrote the bytes. */
  public enum Format {
    /** HBase's {@code Bytes}: big-endian numbers, strings in UTF-8. */
    BYTES("bytes"),
    /** As {@link #BYTES}, but an empty value is null, as hbase-spark reads it. */
    HBASE_SPARK("hbase-spark"),
    /** Everything as text in UTF-8, as with Hive's {@code #s}. */
    TEXT("text"),
    /** HBase's {@code OrderedBytes}. */
    ORDERED("ordered"),
    /** Phoenix's types that have a sign. */
    PHOENIX("phoenix"),
    /** Phoenix's {@code UNSIGNED_} types. */
    PHOENIX_UNSIGNED("phoenix unsigned"),
    /** Phoenix's CHAR(n): padded with spaces, which are taken off. */
    PHOENIX_CHAR("phoenix char"),
    /** Avro's binary form of one schema. */
    AVRO("avro");

    private final String text;

    Format(String text) {
      this.text = text;
    }

    boolean isPhoenix() {
      return this == PHOENIX || this == PHOENIX_UNSIGNED || this == PHOENIX_CHAR;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  public static final Encoding BYTES = of(Format.BYTES);
  public static final Encoding HBASE_SPARK = of(Format.HBASE_SPARK);
  public static final Encoding TEXT = of(Format.TEXT);
  public static final Encoding ORDERED = of(Format.ORDERED);
  public static final Encoding PHOENIX = of(Format.PHOENIX);

  public Encoding {
    Objects.requireNonNull(format);
    if (descending && format != Format.ORDERED && !format.isPhoenix()) {
      throw new IllegalArgumentException("There is no descending " + format);
    }
    if (schema.isEmpty() == (format == Format.AVRO)) {
      throw new IllegalArgumentException("A schema is for avro, and avro needs one");
    }
  }

  public static Encoding of(Format format) {
    return new Encoding(format, false, "");
  }

  /** Avro by a schema, given as JSON. */
  public static Encoding avro(String schema) {
    return new Encoding(Format.AVRO, false, schema);
  }

  /** The same with all bytes inverted. */
  public Encoding desc() {
    return new Encoding(format, true, schema);
  }

  @Override
  public String toString() {
    return format + (descending ? " desc" : "");
  }
}
