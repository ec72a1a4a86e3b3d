package io.longshore.snapshot.scan;

/**
 * The values, other than null, between two literals.
 *
 * @param low null for no bound
 * @param high null for no bound
 */
record ValueRange(Object low, boolean withLow, Object high, boolean withHigh) {
  static final ValueRange ALL = new ValueRange(null, false, null, false);

  static ValueRange only(Object literal) {
    return new ValueRange(literal, true, literal, true);
  }

  /** The values for which a comparison is true, in one range; {@code NE} has two. */
  static ValueRange of(Predicate.Operator operator, Object literal) {
    return switch (operator) {
      case EQ -> only(literal);
      case LT -> new ValueRange(null, false, literal, false);
      case LE -> new ValueRange(null, false, literal, true);
      case GT -> new ValueRange(literal, false, null, false);
      case GE -> new ValueRange(literal, true, null, false);
      case NE -> throw new IllegalArgumentException("Not one range");
    };
  }
}
