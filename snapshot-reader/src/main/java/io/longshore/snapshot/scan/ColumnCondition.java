package io.longshore.snapshot.scan;

import java.util.Arrays;
import java.util.Objects;

/**
 * A predicate on one column: its value is decoded, into no object where it is short, and compared.
 */
final class ColumnCondition extends Condition {
  private final int column;
  private final CellCodec codec;
  private final ValuePredicates.Malformed malformed;
  private final Scalar value;
  private final Predicate predicate;

  /** Sorted; of an IN list all that are not null. */
  private final Scalar[] literals;

  private final boolean withNull;

  ColumnCondition(
      Predicate predicate,
      int column,
      ColumnType type,
      CellCodec codec,
      ValuePredicates.Malformed malformed) {
    this.predicate = predicate;
    this.column = column;
    this.codec = codec;
    this.malformed = malformed;
    this.value = new Scalar(type);
    if (predicate instanceof Predicate.Compare compare) {
      withNull = compare.literal() == null;
      literals = withNull ? new Scalar[0] : new Scalar[] {Scalar.of(type, compare.literal())};
    } else if (predicate instanceof Predicate.In in) {
      withNull = in.literals().stream().anyMatch(Objects::isNull);
      literals =
          in.literals().stream()
              .filter(Objects::nonNull)
              .map(literal -> Scalar.of(type, literal))
              .sorted()
              .toArray(Scalar[]::new);
    } else {
      withNull = false;
      literals = new Scalar[0];
    }
  }

  @Override
  int decide(ValuePredicates.Row row) {
    boolean isNull = !read(row);
    if (predicate instanceof Predicate.IsNull) {
      return isNull ? TRUE : FALSE;
    } else if (isNull) {
      return UNKNOWN;
    } else if (predicate instanceof Predicate.Compare compare) {
      return withNull ? UNKNOWN : compare(compare.operator()) ? TRUE : FALSE;
    } else if (predicate instanceof Predicate.StartsWith starts) {
      return value.startsWith(starts.prefix()) ? TRUE : FALSE;
    }
    if (Arrays.binarySearch(literals, value) >= 0) {
      return TRUE;
    }
    return withNull ? UNKNOWN : FALSE;
  }

  /** Whether there is a value, other than null. */
  private boolean read(ValuePredicates.Row row) {
    byte[] array = row.array(column);
    if (array == null) {
      return false;
    }
    if (!codec.decode(array, row.offset(column), row.length(column), value)) {
      malformed.found(column);
      return false;
    }
    return !value.isNull();
  }

  private boolean compare(Predicate.Operator operator) {
    int order = value.compareTo(literals[0]);
    return switch (operator) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }
}
