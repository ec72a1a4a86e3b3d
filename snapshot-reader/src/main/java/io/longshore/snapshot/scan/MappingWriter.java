package io.longshore.snapshot.scan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.util.Bytes;

/** Writes mappings in our own notation, as {@link MappingText} reads them. */
final class MappingWriter {
  private MappingWriter() {}

  static String write(ColumnMapping mapping) {
    boolean inOrder = inOrder(mapping);
    return mapping.columns().stream()
        .map(column -> write(column, inOrder))
        .collect(Collectors.joining(",\n"));
  }

  static String write(Column column) {
    return write(column, false);
  }

  private static String write(Column column, boolean keysInOrder) {
    Encoding encoding = column.encoding();
    boolean avro = encoding.format() == Encoding.Format.AVRO;
    StringBuilder text = new StringBuilder(name(column.name())).append(' ');
    text.append(
        avro ? "avro('" + encoding.schema().replace("'", "''") + "')" : column.type().toString());
    text.append(' ').append(place(column.source(), keysInOrder));
    if (!avro && !encoding.equals(Encoding.BYTES)) {
      text.append(' ').append(encoding);
    }
    if (column.source() instanceof ColumnSource.Key key && key.delimiter() >= 0) {
      text.append(" until ").append(delimiter(key.delimiter()));
    }
    return text.toString();
  }

  private static boolean inOrder(ColumnMapping mapping) {
    int next = 0;
    for (Column column : mapping.columns()) {
      if (column.source() instanceof ColumnSource.Key key && key.position() != next++) {
        return false;
      }
    }
    return true;
  }

  private static String name(String name) {
    return name.matches("[\\p{L}\\p{N}_.$-]+") ? name : "`" + name + "`";
  }

  private static String place(ColumnSource source, boolean keysInOrder) {
    if (source instanceof ColumnSource.Key key) {
      return ":key"
          + (keysInOrder ? "" : "." + (key.position() + 1))
          + (key.length() > 0 ? "(" + key.length() + ")" : "");
    } else if (source instanceof ColumnSource.Family family) {
      return family.family() + ":*";
    }
    ColumnSource.Cell cell = (ColumnSource.Cell) source;
    String part =
        cell.part() == ColumnSource.Part.VALUE
            ? ""
            : "@" + cell.part().name().toLowerCase(Locale.ROOT);
    return cell.family() + ":" + escaped(cell.qualifierBytes()) + part;
  }

  private static String delimiter(int delimiter) {
    return delimiter > ' ' && delimiter < 0x7f && delimiter != '\''
        ? "'" + (char) delimiter + "'"
        : String.format(Locale.ROOT, "0x%02x", delimiter);
  }

  /** What means something in the notation is written by its number. */
  private static String escaped(byte[] qualifier) {
    StringBuilder text = new StringBuilder();
    for (byte one : qualifier) {
      boolean plain = one > ' ' && one < 0x7f && "\\,@*'()<>".indexOf(one) < 0;
      text.append(plain ? Character.toString(one) : String.format(Locale.ROOT, "\\x%02X", one));
    }
    return text.toString();
  }

  /** A qualifier of the notation, in which any character may stand, as HBase writes bytes. */
  static String binary(String qualifier) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < qualifier.length(); ) {
      int point = qualifier.codePointAt(i);
      String one = Character.toString(point);
      text.append(point < 0x80 ? one : Bytes.toStringBinary(one.getBytes(StandardCharsets.UTF_8)));
      i += one.length();
    }
    return text.toString();
  }
}
