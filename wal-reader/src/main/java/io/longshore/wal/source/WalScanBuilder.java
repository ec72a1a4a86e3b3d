package io.longshore.wal.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Takes over what can be told by a WAL's name or an entry's key; the rest stays with Spark. */
final class WalScanBuilder implements SupportsPushDownV2Filters, SupportsPushDownRequiredColumns {
  private final WalReadOptions options;
  private final List<Predicate> pushed = new ArrayList<>();
  private WalFilter filter = WalFilter.ALL;
  private StructType columns = WalColumn.schema();

  WalScanBuilder(WalReadOptions options) {
    this.options = options;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : predicates) {
      Optional<WalFilter> known = WalPredicates.filter(predicate);
      if (known.isPresent()) {
        filter = filter.and(known.get());
        pushed.add(predicate);
      } else {
        left.add(predicate);
      }
    }
    return left.toArray(new Predicate[0]);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.toArray(new Predicate[0]);
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  @Override
  public Scan build() {
    return new WalScan(options, columns, filter, List.copyOf(pushed));
  }
}
