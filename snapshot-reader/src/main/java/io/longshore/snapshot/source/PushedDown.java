package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.KeyLayout;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

/**
 * What Spark has left to a scan.
 *
 * @param layout of the row key; null where each cell is a row
 */
record PushedDown(List<Predicate> predicates, int limit, KeyLayout layout) {
  PushedDown {
    predicates = List.copyOf(predicates);
  }

  /** As Spark's own sources write it in EXPLAIN. */
  @Override
  public String toString() {
    String filters =
        "PushedFilters: "
            + predicates.stream()
                .map(Predicate::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    return limit == ScanPlan.NO_LIMIT ? filters : filters + ", PushedLimit: " + limit;
  }
}
