package io.longshore.snapshot.scan;

import java.time.ZoneId;
import java.util.List;

/** A node of a compiled predicate. */
abstract class ValueTest {
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
    return predicate instanceof Predicate.IsNull || isOneValue(column);
  }

  private static boolean isOneValue(Column column) {
    boolean other =
        column.source() instanceof ColumnSource.Cell cell
            && cell.part() == ColumnSource.Part.TIMESTAMP;
    return !other
        && (column.type() instanceof ColumnType.Simple
            || column.type() instanceof ColumnType.Decimal);
  }

  static ValueTest of(
      Predicate predicate,
      ColumnMapping mapping,
      ZoneId zone,
      ValuePredicates.Malformed malformed) {
    if (predicate instanceof Predicate.And and) {
      return junction(and.parts(), true, mapping, zone, malformed);
    } else if (predicate instanceof Predicate.Or or) {
      return junction(or.parts(), false, mapping, zone, malformed);
    } else if (predicate instanceof Predicate.Not not) {
      ValueTest part = of(not.part(), mapping, zone, malformed);
      return new ValueTest() {
        @Override
        int decide(ValuePredicates.Row row) {
          return -part.decide(row);
        }
      };
    }
    int index = KeyPredicates.column(predicate);
    Column column = mapping.columns().get(index);
    if (predicate instanceof Predicate.IsNull && !isOneValue(column)) {
      return new ValueTest() {
        @Override
        int decide(ValuePredicates.Row row) {
          return row.array(index) == null ? TRUE : FALSE;
        }
      };
    }
    return new LeafTest(predicate, index, column.type(), column.codec(zone), malformed);
  }

  private static ValueTest junction(
      List<Predicate> parts,
      boolean all,
      ColumnMapping mapping,
      ZoneId zone,
      ValuePredicates.Malformed malformed) {
    ValueTest[] tests = new ValueTest[parts.size()];
    for (int i = 0; i < tests.length; i++) {
      tests[i] = of(parts.get(i), mapping, zone, malformed);
    }
    int decided = all ? FALSE : TRUE;
    return new ValueTest() {
      @Override
      int decide(ValuePredicates.Row row) {
        int result = -decided;
        for (ValueTest test : tests) {
          int one = test.decide(row);
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
