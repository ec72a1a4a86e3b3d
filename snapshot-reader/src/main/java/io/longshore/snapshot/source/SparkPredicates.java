package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.ColumnMapping;
import io.longshore.snapshot.scan.Predicate;
import io.longshore.snapshot.scan.Predicate.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Spark's conditions as ours. */
final class SparkPredicates {
  private final ColumnMapping mapping;

  SparkPredicates(ColumnMapping mapping) {
    this.mapping = mapping;
  }

  /** What says the same as a condition of Spark's; empty if we have no words for it. */
  Optional<Predicate> of(org.apache.spark.sql.connector.expressions.filter.Predicate predicate) {
    Expression[] children = predicate.children();
    return switch (predicate.name()) {
      case "AND" -> parts(children).map(Predicate.And::new);
      case "OR" -> parts(children).map(Predicate.Or::new);
      case "NOT" -> part(children[0]).map(Predicate.Not::new);
      case "IS_NULL" -> column(children[0]).map(Predicate.IsNull::new);
      case "IS_NOT_NULL" -> column(children[0]).map(Predicate::isNotNull);
      case "=" -> compare(children, Operator.EQ, Operator.EQ);
      case "<>" -> compare(children, Operator.NE, Operator.NE);
      case "<" -> compare(children, Operator.LT, Operator.GT);
      case "<=" -> compare(children, Operator.LE, Operator.GE);
      case ">" -> compare(children, Operator.GT, Operator.LT);
      case ">=" -> compare(children, Operator.GE, Operator.LE);
      case "<=>" -> same(children);
      case "IN" -> in(children);
      case "STARTS_WITH" -> startsWith(children);
      default -> Optional.empty();
    };
  }

  private Optional<List<Predicate>> parts(Expression[] children) {
    List<Predicate> parts = new ArrayList<>();
    for (Expression child : children) {
      Optional<Predicate> part = part(child);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      parts.add(part.get());
    }
    return Optional.of(parts);
  }

  private Optional<Predicate> part(Expression child) {
    return child instanceof org.apache.spark.sql.connector.expressions.filter.Predicate predicate
        ? of(predicate)
        : Optional.empty();
  }

  private Optional<Integer> column(Expression expression) {
    if (expression instanceof NamedReference reference && reference.fieldNames().length == 1) {
      int index = mapping.indexOf(reference.fieldNames()[0]);
      return index < 0 ? Optional.empty() : Optional.of(index);
    }
    return Optional.empty();
  }

  private Optional<Predicate> compare(
      Expression[] children, Operator operator, Operator otherWayRound) {
    boolean columnFirst = children[0] instanceof NamedReference;
    Expression literal = children[columnFirst ? 1 : 0];
    return column(children[columnFirst ? 0 : 1])
        .filter(column -> isOfTypeOf(column, literal))
        .map(
            column ->
                Predicate.compare(column, columnFirst ? operator : otherWayRound, value(literal)));
  }

  /** Nulls are the same here, so that the answer is never unknown. */
  private Optional<Predicate> same(Expression[] children) {
    return compare(children, Operator.EQ, Operator.EQ)
        .map(
            equal -> {
              Predicate.Compare compare = (Predicate.Compare) equal;
              return compare.literal() == null
                  ? new Predicate.IsNull(compare.column())
                  : Predicate.and(Predicate.isNotNull(compare.column()), equal);
            });
  }

  private Optional<Predicate> in(Expression[] children) {
    Optional<Integer> column = column(children[0]);
    if (column.isEmpty()) {
      return Optional.empty();
    }
    List<Object> values = new ArrayList<>();
    for (int i = 1; i < children.length; i++) {
      if (!isOfTypeOf(column.get(), children[i])) {
        return Optional.empty();
      }
      values.add(value(children[i]));
    }
    return Optional.of(new Predicate.In(column.get(), values));
  }

  private Optional<Predicate> startsWith(Expression[] children) {
    return column(children[0])
        .filter(column -> isOfTypeOf(column, children[1]) && value(children[1]) != null)
        .map(column -> new Predicate.StartsWith(column, (byte[]) value(children[1])));
  }

  /** Spark compares what has one type only; what it has cast is no reference to a column. */
  private boolean isOfTypeOf(int column, Expression expression) {
    return expression instanceof Literal<?> literal
        && literal.dataType().equals(SparkTypes.of(mapping.columns().get(column).type()));
  }

  /** As {@link io.longshore.snapshot.scan.CellCodec} takes literals. */
  private static Object value(Expression expression) {
    Object value = ((Literal<?>) expression).value();
    if (value instanceof UTF8String string) {
      return string.getBytes();
    }
    return value instanceof Decimal decimal ? decimal.toJavaBigDecimal() : value;
  }
}
