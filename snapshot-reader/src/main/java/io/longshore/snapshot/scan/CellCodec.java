package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.time.ZoneId;

/**
 * Reads the bytes of one column's values, and says which bytes a literal may have. Immutable, and
 * safe for several threads.
 *
 * <p>Literals are as Spark's filters hold them, dates and timestamps as they are inside Spark:
 * Boolean, Byte, Short, Integer (also days), Long (also microseconds), Float, Double, BigDecimal,
 * String or byte[] (for strings, in UTF-8), byte[].
 */
public abstract class CellCodec implements Serializable {
  private static final long serialVersionUID = 1L;

  static CellCodec of(Column column, ZoneId zone) {
    return Codecs.of(column, zone);
  }

  /**
   * Decodes a value into its target.
   *
   * @return false if the bytes are no value of the type: too short, too long, out of range. Then
   *     nothing was put
   */
  public abstract boolean decode(byte[] bytes, int offset, int length, ValueTarget target);

  /**
   * The bytes that a literal is written as, and nothing else that decodes to the same value.
   *
   * @return null if there are several, or none, or nothing is known of them
   */
  public byte[] encode(Object literal) {
    return null;
  }

  /** How bytes order. */
  public ValueOrder order() {
    return ValueOrder.NONE;
  }

  /** Whether bytes order as values do. */
  public final boolean keepsOrder() {
    return order() == ValueOrder.ASCENDING;
  }

  /** Whether values that are equal, as Spark compares them, have the same bytes. */
  boolean writesEachOneWay() {
    return false;
  }

  /** The length of every value in bytes; 0 if they differ. */
  public int width() {
    return 0;
  }

  /**
   * The bytes of the values in a range. If {@link #width} is not 0, or values end by themselves,
   * the bytes behind a value are not looked at: a range holds whatever begins with such a value.
   * Everything, inexact, if nothing is known of the bytes.
   */
  EncodedRanges ranges(ValueRange range) {
    return EncodedRanges.UNKNOWN;
  }

  /**
   * The bytes of the strings, or binaries, that begin so; everything, inexact, if the encoding does
   * not keep them together.
   */
  EncodedRanges prefix(byte[] prefix) {
    return EncodedRanges.UNKNOWN;
  }

  /**
   * Where a value ends that begins in a row key.
   *
   * @return the offset behind it, -1 if it has no end of its own
   */
  int end(byte[] row, int offset, int limit) {
    return width() > 0 && width() <= limit - offset ? offset + width() : -1;
  }

  /** Whether a value says by itself where it ends, so that no other one begins with it. */
  boolean isSelfDelimiting() {
    return width() > 0;
  }
}
