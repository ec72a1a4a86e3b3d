package io.longshore.snapshot.scan;

import java.time.ZoneId;

/**
 * Says of a row whether a predicate is true, from the bytes of its values, before the row is built.
 * Not safe for several threads: each reader makes its own.
 */
public final class ValuePredicates {
  /** The bytes of a row's columns. */
  public interface Row {
    /** The array that holds a column's value or piece of the key; null if the row has none. */
    byte[] array(int column);

    int offset(int column);

    int length(int column);
  }

  /** Is told of each malformed value that is come across; it is then taken for null. */
  public interface Malformed {
    void found(int column);
  }

  private final Condition condition;

  private ValuePredicates(Condition condition) {
    this.condition = condition;
  }

  /**
   * Whether this class can decide a predicate: on columns that are one value, and no struct. Of
   * columns of timestamps, versions and families it knows whether they are null.
   */
  public static boolean canDecide(Predicate predicate, ColumnMapping mapping) {
    return Condition.canDecide(predicate, mapping);
  }

  public static ValuePredicates of(
      Predicate predicate, ColumnMapping mapping, ZoneId zone, Malformed malformed) {
    return new ValuePredicates(Condition.of(predicate, mapping, zone, malformed));
  }

  /** Whether the predicate is true of a row, and not false or unknown. */
  public boolean test(Row row) {
    return condition.decide(row) > 0;
  }
}
