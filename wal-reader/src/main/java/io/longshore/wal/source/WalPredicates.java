package io.longshore.wal.source;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.And;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;

/** Spark's conditions, as far as they are about whole entries. */
final class WalPredicates {
  private WalPredicates() {}

  /** What says exactly the same as a condition of Spark's; empty if nothing here does. */
  static Optional<WalFilter> filter(Predicate predicate) {
    if (predicate instanceof And both) {
      return filter(both.left()).flatMap(left -> filter(both.right()).map(left::and));
    }
    Expression[] children = predicate.children();
    if (children.length < 2
        || !(children[0] instanceof NamedReference column)
        || column.fieldNames().length != 1) {
      return Optional.empty();
    }
    return switch (column.fieldNames()[0]) {
      case "table" -> names(predicate).map(WalFilter::ofTables);
      case "server" -> names(predicate).map(WalFilter::ofServers);
      case "file" -> names(predicate).map(WalFilter::ofFiles);
      case "write_time" -> range(predicate).map(WalFilter::ofWriteTimes);
      case "sequence_id" -> range(predicate).map(WalFilter::ofSequences);
      default -> Optional.empty();
    };
  }

  private static Optional<Names> names(Predicate predicate) {
    if (!predicate.name().equals("=") && !predicate.name().equals("IN")) {
      return Optional.empty();
    }
    Set<String> names = new HashSet<>();
    for (int i = 1; i < predicate.children().length; i++) {
      if (!(predicate.children()[i] instanceof Literal<?> literal)
          || !literal.dataType().equals(DataTypes.StringType)
          || literal.value() == null) {
        return Optional.empty();
      }
      names.add(literal.value().toString());
    }
    return Optional.of(new Names(names));
  }

  private static Optional<Range> range(Predicate predicate) {
    return switch (predicate.name()) {
      case "=" -> range(predicate, Range::only);
      case ">" -> range(predicate, Range::after);
      case ">=" -> range(predicate, Range::from);
      case "<" -> range(predicate, Range::before);
      case "<=" -> range(predicate, Range::upTo);
      default -> Optional.empty();
    };
  }

  /** Spark's timestamps are microseconds in a long. */
  private static Optional<Range> range(Predicate predicate, Function<Long, Range> kind) {
    return predicate.children()[1] instanceof Literal<?> literal
            && literal.value() instanceof Long value
        ? Optional.of(kind.apply(value))
        : Optional.empty();
  }
}
