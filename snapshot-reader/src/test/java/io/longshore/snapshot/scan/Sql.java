package io.longshore.snapshot.scan;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** SQL's truth of predicates on values as objects, and random predicates: the oracle of tests. */
final class Sql {
  private Sql() {}

  /** As Spark SQL orders. */
  static int compare(Object a, Object b) {
    if (a instanceof Float || a instanceof Double) {
      double x = ((Number) a).doubleValue() + 0.0;
      double y = ((Number) b).doubleValue() + 0.0;
      return Double.compare(x, y);
    } else if (a instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) b);
    } else if (a instanceof Boolean truth) {
      return truth.compareTo((Boolean) b);
    } else if (a instanceof Number number) {
      return Long.compare(number.longValue(), ((Number) b).longValue());
    }
    return Arrays.compareUnsigned(RawCodec.bytes(a), RawCodec.bytes(b));
  }

  /** True, false, or null for unknown. */
  static Boolean truth(Predicate predicate, Object[] row) {
    if (predicate instanceof Predicate.Not not) {
      Boolean truth = truth(not.part(), row);
      return truth == null ? null : !truth;
    } else if (predicate instanceof Predicate.And and) {
      return all(and.parts(), row, false);
    } else if (predicate instanceof Predicate.Or or) {
      return all(or.parts(), row, true);
    }
    Object value = row[KeyPredicates.column(predicate)];
    if (predicate instanceof Predicate.IsNull) {
      return value == null;
    } else if (value == null) {
      return null;
    } else if (predicate instanceof Predicate.Compare compare) {
      return compare.literal() == null ? null : holds(compare, compare(value, compare.literal()));
    } else if (predicate instanceof Predicate.StartsWith starts) {
      byte[] bytes = RawCodec.bytes(value);
      int length = Math.min(bytes.length, starts.prefix().length);
      return Arrays.equals(Arrays.copyOf(bytes, length), starts.prefix());
    }
    boolean unknown = false;
    for (Object literal : ((Predicate.In) predicate).literals()) {
      if (literal == null) {
        unknown = true;
      } else if (compare(value, literal) == 0) {
        return true;
      }
    }
    return unknown ? null : false;
  }

  private static Boolean all(List<Predicate> parts, Object[] row, boolean decisive) {
    boolean unknown = false;
    for (Predicate part : parts) {
      Boolean truth = truth(part, row);
      if (truth == null) {
        unknown = true;
      } else if (truth == decisive) {
        return decisive;
      }
    }
    return unknown ? null : !decisive;
  }

  private static boolean holds(Predicate.Compare compare, int order) {
    return switch (compare.operator()) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }

  /** A random predicate on columns of these kinds. */
  static Predicate random(Random random, List<Sample> columns, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(6);
    if (kind == 1) {
      return Predicate.and(random(random, columns, depth - 1), random(random, columns, depth - 1));
    } else if (kind == 2) {
      return Predicate.or(random(random, columns, depth - 1), random(random, columns, depth - 1));
    } else if (kind == 3) {
      return Predicate.not(random(random, columns, depth - 1));
    } else if (kind == 4) {
      return Predicate.and(
          random(random, columns, 0), random(random, columns, 0), random(random, columns, 0));
    }
    int column = random.nextInt(columns.size());
    return leaf(random, column, columns.get(column));
  }

  private static Predicate leaf(Random random, int column, Sample sample) {
    int kind = random.nextInt(12);
    if (kind == 0) {
      return new Predicate.IsNull(column);
    } else if (kind == 1) {
      return Predicate.isNotNull(column);
    } else if (kind < 4) {
      Object[] literals = new Object[random.nextInt(4)];
      for (int i = 0; i < literals.length; i++) {
        literals[i] = random.nextInt(10) == 0 ? null : sample.value(random);
      }
      return new Predicate.In(column, Arrays.asList(literals));
    }
    boolean bytes = sample.text().startsWith("string") || sample.text().startsWith("binary");
    if (kind < 6 && bytes) {
      byte[] value = RawCodec.bytes(sample.value(random));
      return new Predicate.StartsWith(
          column, Arrays.copyOf(value, random.nextInt(value.length + 1)));
    }
    Predicate.Operator[] operators = Predicate.Operator.values();
    Object literal = random.nextInt(30) == 0 ? null : sample.value(random);
    // Equality puts pieces of a key together.
    Predicate.Operator operator =
        random.nextInt(3) == 0
            ? Predicate.Operator.EQ
            : operators[random.nextInt(operators.length)];
    return new Predicate.Compare(column, operator, literal);
  }
}
