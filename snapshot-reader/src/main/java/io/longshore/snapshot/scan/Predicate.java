package io.longshore.snapshot.scan;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A condition on the columns of a mapping, by their index, with SQL's three truth values: a
 * comparison with null is neither true nor false, and a row is wanted only where the whole is true.
 *
 * <p>Literals have the column's type, as {@link CellCodec} says. Strings and binaries order by
 * their bytes; NaN equals itself and is the greatest number; -0.0 equals 0.0: as in Spark SQL.
 */
public sealed interface Predicate extends Serializable {
  /** Between a column and a literal. */
  enum Operator {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE;

    Operator negated() {
      return switch (this) {
        case EQ -> NE;
        case NE -> EQ;
        case LT -> GE;
        case LE -> GT;
        case GT -> LE;
        case GE -> LT;
      };
    }
  }

  /**
   * A comparison.
   *
   * @param literal null for SQL's null, with which nothing compares
   */
  record Compare(int column, Operator operator, Object literal) implements Predicate {}

  /** Whether a value is one of several; a null among them is SQL's. */
  record In(int column, List<?> literals) implements Predicate {}

  /** Whether a string, or a binary, begins so. */
  record StartsWith(int column, byte[] prefix) implements Predicate {}

  record IsNull(int column) implements Predicate {}

  record And(List<Predicate> parts) implements Predicate {
    public And {
      parts = List.copyOf(parts);
    }
  }

  record Or(List<Predicate> parts) implements Predicate {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  record Not(Predicate part) implements Predicate {}

  /** The indexes of the columns that it is about. */
  default Set<Integer> columns() {
    if (this instanceof Not not) {
      return not.part().columns();
    }
    List<Predicate> parts =
        this instanceof And and ? and.parts() : this instanceof Or or ? or.parts() : null;
    if (parts == null) {
      return Set.of(KeyPredicates.column(this));
    }
    Set<Integer> columns = new HashSet<>();
    parts.forEach(part -> columns.addAll(part.columns()));
    return columns;
  }

  static Predicate compare(int column, Operator operator, Object literal) {
    return new Compare(column, operator, literal);
  }

  static Predicate isNotNull(int column) {
    return new Not(new IsNull(column));
  }

  /** Both ends belong to it. */
  static Predicate between(int column, Object low, Object high) {
    return and(compare(column, Operator.GE, low), compare(column, Operator.LE, high));
  }

  static Predicate and(Predicate... parts) {
    return new And(List.of(parts));
  }

  static Predicate or(Predicate... parts) {
    return new Or(List.of(parts));
  }

  static Predicate not(Predicate part) {
    return new Not(part);
  }
}
