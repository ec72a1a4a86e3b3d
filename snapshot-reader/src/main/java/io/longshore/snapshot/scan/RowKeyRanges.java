package io.longshore.snapshot.scan;

/**
 * The rows in which a predicate may be true: sorted ranges of row keys that do not touch.
 *
 * @param exact whether the predicate is true in each row of the ranges, whatever its key looks like
 * @param exactIfWellFormed whether it is true in each row of the ranges whose key is well formed:
 *     with {@link KeyLayout} no piece is malformed, nor left out. A reader that drops the predicate
 *     then has to drop all other rows of the ranges, or to fail at them
 */
public record RowKeyRanges(ByteRanges ranges, boolean exact, boolean exactIfWellFormed) {
  public static final RowKeyRanges ALL_EXACT = new RowKeyRanges(ByteRanges.ALL, true, true);
  static final RowKeyRanges UNKNOWN = new RowKeyRanges(ByteRanges.ALL, false, false);
  static final RowKeyRanges NONE = new RowKeyRanges(ByteRanges.NONE, true, true);

  /**
   * Translates a predicate. What it says of columns that are not in the row key is not looked at,
   * and makes the translation inexact.
   */
  public static RowKeyRanges of(Predicate predicate, KeyLayout layout) {
    return new RowKeyTranslator(layout).translate(predicate);
  }

  /** Of two predicates that both have to be true. */
  public RowKeyRanges intersect(RowKeyRanges other) {
    return new RowKeyRanges(
        ranges.intersect(other.ranges),
        exact && other.exact,
        exactIfWellFormed && other.exactIfWellFormed);
  }

  /** Of two predicates of which one has to be true. */
  public RowKeyRanges union(RowKeyRanges other) {
    return new RowKeyRanges(
        ranges.union(other.ranges),
        exact && other.exact,
        exactIfWellFormed && other.exactIfWellFormed);
  }
}
