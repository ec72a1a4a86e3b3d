package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.hbase.util.Bytes;

/** Where a column's values lie in a row. */
public sealed interface ColumnSource extends Serializable {
  /**
   * A piece of the row key.
   *
   * @param position its place among the pieces, from 0
   * @param length in bytes; 0 where the type says it, or the piece ends by itself
   * @param delimiter the byte behind the piece; -1 for that of the encoding
   */
  record Key(int position, int length, int delimiter) implements ColumnSource {
    public Key {
      if (position < 0 || length < 0 || delimiter < -1 || delimiter > 0xff) {
        throw new IllegalArgumentException("No such piece of a row key");
      }
      if (length > 0 && delimiter >= 0) {
        throw new IllegalArgumentException("A piece has a length or a delimiter, not both");
      }
    }

    public static Key at(int position) {
      return new Key(position, 0, -1);
    }
  }

  /** What of a cell, or of several, is the value. */
  enum Part {
    /** The value of the newest visible version. */
    VALUE,
    /** The timestamp of the newest visible version. */
    TIMESTAMP,
    /** The values of all visible versions, the newest first. */
    VERSIONS
  }

  /**
   * A column of HBase.
   *
   * @param qualifier as {@link Bytes#toStringBinary} writes it
   */
  record Cell(String family, String qualifier, Part part) implements ColumnSource {
    public Cell {
      if (family.isEmpty()) {
        throw new IllegalArgumentException("A family has a name");
      }
      qualifier = Bytes.toStringBinary(Bytes.toBytesBinary(qualifier));
    }

    public static Cell of(byte[] family, byte[] qualifier) {
      return new Cell(
          new String(family, StandardCharsets.UTF_8), Bytes.toStringBinary(qualifier), Part.VALUE);
    }

    public byte[] familyBytes() {
      return Bytes.toBytes(family);
    }

    public byte[] qualifierBytes() {
      return Bytes.toBytesBinary(qualifier);
    }
  }

  /** All columns of a family. */
  record Family(String family) implements ColumnSource {
    public Family {
      if (family.isEmpty()) {
        throw new IllegalArgumentException("A family has a name");
      }
    }

    public byte[] familyBytes() {
      return Bytes.toBytes(family);
    }
  }
}
