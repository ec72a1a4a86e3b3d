package io.longshore.snapshot.source;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What Spark is given.
 *
 * @param aggregates in the schema's order; none where rows are given
 */
record ScanResult(StructType schema, List<RowAggregate> aggregates) {
  static ScanResult rows(StructType schema) {
    return new ScanResult(schema, List.of());
  }
}
