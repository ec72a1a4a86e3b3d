package io.longshore.snapshot.scan;

import io.longshore.core.error.Errors;
import java.util.Objects;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * What becomes of values that are none of their column's type: they are null and counted, or the
 * first one is an error. Not safe for several threads.
 */
public final class MalformedValues {
  /** Of a value that is no value much may be wrong; so much of it tells what it is. */
  private static final int SHOWN = 64;

  private final String table;
  private final boolean failFast;
  private long count;

  /**
   * @param failFast whether the first one is an error: Spark's {@code mode=FAILFAST}
   */
  public MalformedValues(String table, boolean failFast) {
    this.table = Objects.requireNonNull(table);
    this.failFast = failFast;
  }

  /**
   * Takes note of a value that {@link CellCodec#decode} refused.
   *
   * @param target is given null
   * @throws io.longshore.core.error.LongshoreException with {@code FAILFAST}, naming the table, the
   *     row, the column and the bytes
   */
  public void found(
      Column column,
      byte[] row,
      int rowOffset,
      int rowLength,
      byte[] value,
      int offset,
      int length,
      ValueTarget target) {
    if (failFast) {
      String type = column.valueType() + " (" + column.encoding() + ")";
      throw Errors.malformedValue(
          table,
          shown(row, rowOffset, rowLength),
          column.name(),
          type,
          length + " bytes, " + shown(value, offset, length));
    }
    count++;
    target.putNull();
  }

  /** How many there were. */
  public long count() {
    return count;
  }

  private static String shown(byte[] bytes, int offset, int length) {
    String text = Bytes.toStringBinary(bytes, offset, Math.min(length, SHOWN));
    return "\"" + text + "\"" + (length > SHOWN ? "..." : "");
  }
}
