package io.longshore.snapshot.scan;

import java.util.ArrayList;
import java.util.List;

/** Predicates on one column, as what its values look like encoded. */
final class KeyPredicates {
  static final int NO_COLUMN = -1;
  static final int MANY_COLUMNS = -2;

  private KeyPredicates() {}

  /** The only column that a predicate is on; {@link #NO_COLUMN}, {@link #MANY_COLUMNS}. */
  static int column(Predicate predicate) {
    if (predicate instanceof Predicate.Compare compare) {
      return compare.column();
    } else if (predicate instanceof Predicate.In in) {
      return in.column();
    } else if (predicate instanceof Predicate.StartsWith starts) {
      return starts.column();
    } else if (predicate instanceof Predicate.IsNull isNull) {
      return isNull.column();
    } else if (predicate instanceof Predicate.Not not) {
      return column(not.part());
    }
    List<Predicate> parts =
        predicate instanceof Predicate.And and ? and.parts() : ((Predicate.Or) predicate).parts();
    int column = NO_COLUMN;
    for (Predicate part : parts) {
      int one = column(part);
      if (one == MANY_COLUMNS || one != NO_COLUMN && column != NO_COLUMN && one != column) {
        return MANY_COLUMNS;
      }
      column = one == NO_COLUMN ? column : one;
    }
    return column;
  }

  /** The values for which a predicate, or its negation, is true. */
  static EncodedRanges values(Predicate predicate, boolean negated, CellCodec codec) {
    if (predicate instanceof Predicate.Not not) {
      return values(not.part(), !negated, codec);
    } else if (predicate instanceof Predicate.And and) {
      return values(and.parts(), !negated, negated, codec);
    } else if (predicate instanceof Predicate.Or or) {
      return values(or.parts(), negated, negated, codec);
    } else if (predicate instanceof Predicate.Compare compare) {
      return values(compare, negated, codec);
    } else if (predicate instanceof Predicate.In in) {
      return values(in, negated, codec);
    } else if (predicate instanceof Predicate.StartsWith starts) {
      EncodedRanges prefix =
          starts.prefix().length == 0
              ? codec.ranges(ValueRange.ALL)
              : codec.prefix(starts.prefix());
      return negated ? prefix.within(codec.ranges(ValueRange.ALL)) : prefix;
    }
    // A malformed value is null as well, and may be anywhere.
    return negated ? codec.ranges(ValueRange.ALL) : EncodedRanges.UNKNOWN;
  }

  private static EncodedRanges values(
      List<Predicate> parts, boolean all, boolean negated, CellCodec codec) {
    EncodedRanges values = null;
    for (Predicate part : parts) {
      EncodedRanges one = values(part, negated, codec);
      values = values == null ? one : all ? values.intersect(one) : values.union(one);
    }
    if (values == null) {
      return all ? EncodedRanges.exact(ByteRanges.ALL) : EncodedRanges.NONE;
    }
    return values;
  }

  private static EncodedRanges values(Predicate.Compare compare, boolean negated, CellCodec codec) {
    if (compare.literal() == null) {
      return EncodedRanges.NONE;
    }
    Predicate.Operator operator = negated ? compare.operator().negated() : compare.operator();
    if (operator != Predicate.Operator.NE) {
      return codec.ranges(ValueRange.of(operator, compare.literal()));
    }
    return codec.ranges(ValueRange.only(compare.literal())).within(codec.ranges(ValueRange.ALL));
  }

  private static EncodedRanges values(Predicate.In in, boolean negated, CellCodec codec) {
    List<ByteRange> ranges = new ArrayList<>();
    List<byte[]> points = new ArrayList<>();
    boolean exact = true;
    for (Object literal : in.literals()) {
      if (literal == null) {
        if (negated) {
          return EncodedRanges.NONE;
        }
        continue;
      }
      EncodedRanges one = codec.ranges(ValueRange.only(literal));
      ranges.addAll(one.ranges().list());
      exact &= one.exact();
      if (one.points() == null) {
        points = null;
      } else if (points != null) {
        points.addAll(one.points());
      }
    }
    EncodedRanges values = new EncodedRanges(ByteRanges.of(ranges), points, exact);
    return negated ? values.within(codec.ranges(ValueRange.ALL)) : values;
  }
}
