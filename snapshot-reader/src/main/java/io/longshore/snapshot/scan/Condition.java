package io.longshore.snapshot.scan;

import java.time.ZoneId;
import java.util.List;

/** A node of a compiled predicate. */
abstract class Condition {
  static final int FALSE = -1;
  static final int UNKNOWN = 0;
  static final int TRUE = 1;

  /** Decides with three truth values, ordered so that AND is the least and OR the greatest. */
  abstract int decide(ValuePredicates.Row row);

  static boolean canDecide(Predicate predicate, ColumnMapping mapping) {
    if (predicate instanceof Predicate.And and) {
      return and.parts().stream().allMatch(part -> canDecide(part, mapping));
    } else if (predicate instanceof Predicate.Or or) {
      return or.parts().stream().allMatch(part -> canDecide(part, mapping));
    } else if (predicate instanceof Predicate.Not not) {
      return canDecide(not.part(), mapping);
    }
    Column column = mapping.columns().get(KeyPredicates.column(predicate));
    // Whether a struct is null is known when it is decoded.
    return isOneValue(column)
        || predicate instanceof Predicate.IsNull && !(column.type() instanceof ColumnType.Struct);
  }

  private static boolean isOneValue(Column column) {
    boolean other =
        column.source() instanceof ColumnSource.Cell cell
            && cell.part() == ColumnSource.Part.TIMESTAMP;
    return !other
        && (column.type() instanceof ColumnType.Simple
            || column.type() instanceof ColumnType.Decimal);
  }

  static Condition of(
      Predicate predicate,
      ColumnMapping mapping,
      ZoneId zone,
      ValuePredicates.Malformed malformed) {
    if (predicate instanceof Predicate.And and) {
      return junction(and.parts(), true, mapping, zone, malformed);
    } else if (predicate instanceof Predicate.Or or) {
      return junction(or.parts(), false, mapping, zone, malformed);
    } else if (predicate instanceof Predicate.Not not) {
      Condition part = of(not.part(), mapping, zone, malformed);
      return new Condition() {
        @Override
        int decide(ValuePredicates.Row row) {
          return -part.decide(row);
        }
      };
    }
    int index = KeyPredicates.column(predicate);
    Column column = mapping.columns().get(index);
    if (predicate instanceof Predicate.IsNull && !isOneValue(column)) {
      return new Condition() {
        @Override
        int decide(ValuePredicates.Row row) {
          return row.array(index) == null ? TRUE : FALSE;
        }
      };
    }
    return new ColumnCondition(predicate, index, column.type(), column.codec(zone), malformed);
  }

  private static Condition junction(
      List<Predicate> parts,
      boolean all,
      ColumnMapping mapping,
      ZoneId zone,
      ValuePredicates.Malformed malformed) {
    Condition[] conditions = new Condition[parts.size()];
    for (int i = 0; i < conditions.length; i++) {
      conditions[i] = of(parts.get(i), mapping, zone, malformed);
    }
    int decided = all ? FALSE : TRUE;
    return new Condition() {
      @Override
      int decide(ValuePredicates.Row row) {
        int result = -decided;
        for (Condition condition : conditions) {
          int one = condition.decide(row);
          if (one == decided) {
            return decided;
          }
          result = one == UNKNOWN ? UNKNOWN : result;
        }
        return result;
      }
    };
  }
}
