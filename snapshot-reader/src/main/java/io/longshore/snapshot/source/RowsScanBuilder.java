package io.longshore.snapshot.source;

import io.longshore.snapshot.scan.Column;
import io.longshore.snapshot.scan.ColumnMapping;
import io.longshore.snapshot.scan.ColumnSource;
import io.longshore.snapshot.scan.ColumnType;
import io.longshore.snapshot.scan.KeyLayout;
import io.longshore.snapshot.scan.RowKeyRanges;
import io.longshore.snapshot.scan.ValuePredicates;
import io.longshore.snapshot.source.ReaderFactory.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.Count;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.aggregate.Max;
import org.apache.spark.sql.connector.expressions.aggregate.Min;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Takes over every condition that can be decided from a row's bytes, and narrows the row ranges by
 * those on the key.
 */
final class RowsScanBuilder
    implements SupportsPushDownV2Filters,
        SupportsPushDownRequiredColumns,
        SupportsPushDownLimit,
        SupportsPushDownAggregates {
  private final TableView view;
  private final ColumnMapping mapping;
  private final ZoneId zone = DateTimeUtils.getZoneId(SQLConf.get().sessionLocalTimeZone());
  private final KeyLayout layout;
  private final List<Predicate> pushed = new ArrayList<>();

  /** Those of the pushed ones that the row ranges do not decide by themselves. */
  private final List<io.longshore.snapshot.scan.Predicate> predicates = new ArrayList<>();

  private RowKeyRanges ranges = RowKeyRanges.ALL_EXACT;
  private StructType required;
  private int limit = ScanPlan.NO_LIMIT;
  private List<RowAggregate> aggregates = List.of();

  RowsScanBuilder(TableView view, ColumnMapping mapping) {
    this.view = view;
    this.mapping = mapping;
    this.layout = new KeyLayout(mapping, zone);
    this.required = SparkTypes.schema(mapping);
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] all) {
    SparkPredicates words = new SparkPredicates(mapping);
    List<io.longshore.snapshot.scan.Predicate> together = new ArrayList<>();
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : all) {
      Optional<io.longshore.snapshot.scan.Predicate> known = words.of(predicate);
      if (known.isEmpty()) {
        left.add(predicate);
        continue;
      }
      together.add(known.get());
      RowKeyRanges rows = RowKeyRanges.of(known.get(), layout);
      boolean decided = rows.exact();
      if (!decided && !ValuePredicates.canDecide(known.get(), mapping)) {
        // The ranges help all the same.
        left.add(predicate);
      } else {
        pushed.add(predicate);
        if (!decided) {
          predicates.add(known.get());
        }
      }
      ranges = ranges.intersect(rows);
    }
    // Together, leading pieces of a key narrow down what the next one says.
    ranges =
        ranges.intersect(
            RowKeyRanges.of(new io.longshore.snapshot.scan.Predicate.And(together), layout));
    return left.toArray(Predicate[]::new);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.toArray(Predicate[]::new);
  }

  @Override
  public void pruneColumns(StructType wanted) {
    if (aggregates.isEmpty()) {
      // Of a struct all fields are read, also where Spark wants some.
      required =
          new StructType(
              Arrays.stream(wanted.fieldNames())
                  .map(name -> SparkTypes.field(mapping.columns().get(mapping.indexOf(name))))
                  .toArray(StructField[]::new));
    }
  }

  @Override
  public boolean pushLimit(int most) {
    limit = most;
    return true;
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    if (aggregation.groupByExpressions().length > 0) {
      return false;
    }
    List<RowAggregate> known = new ArrayList<>();
    List<StructField> fields = new ArrayList<>();
    for (AggregateFunc function : aggregation.aggregateExpressions()) {
      Optional<RowAggregate> one = aggregate(function);
      if (one.isEmpty()) {
        return false;
      }
      known.add(one.get());
      fields.add(
          DataTypes.createStructField(
              function.describe(),
              one.get() == RowAggregate.COUNT
                  ? DataTypes.LongType
                  : SparkTypes.of(mapping.columns().get(layout.column(0)).type()),
              true));
    }
    aggregates = List.copyOf(known);
    required = new StructType(fields.toArray(StructField[]::new));
    return true;
  }

  /** Each split answers one row; Spark puts them together. */
  private Optional<RowAggregate> aggregate(AggregateFunc function) {
    if (function instanceof CountStar) {
      return Optional.of(RowAggregate.COUNT);
    }
    if (function instanceof Count count && !count.isDistinct() && isWholeKey(count)) {
      return Optional.of(RowAggregate.COUNT);
    }
    // Where the bytes of keys order as their values do, the first and the last row have them.
    if (function instanceof Min && isWholeKey(function) && layout.codec(0).keepsOrder()) {
      return Optional.of(RowAggregate.FIRST_KEY);
    }
    if (function instanceof Max && isWholeKey(function) && layout.codec(0).keepsOrder()) {
      return Optional.of(RowAggregate.LAST_KEY);
    }
    return Optional.empty();
  }

  /** Whether it is one of the row key as a whole, of which no row is malformed. */
  private boolean isWholeKey(AggregateFunc function) {
    return function.children().length == 1
        && function.children()[0] instanceof NamedReference reference
        && reference.fieldNames().length == 1
        && layout.isAlwaysWellFormed()
        && mapping.indexOf(reference.fieldNames()[0]) == layout.column(0);
  }

  @Override
  public Scan build() {
    int[] wanted =
        aggregates.isEmpty()
            ? Arrays.stream(required.fieldNames()).mapToInt(mapping::indexOf).toArray()
            : new int[0];
    TreeSet<Integer> needed = new TreeSet<>();
    for (int index : wanted) {
      needed.add(index);
    }
    predicates.forEach(predicate -> needed.addAll(predicate.columns()));
    boolean versions = false;
    boolean several = false;
    for (int index : wanted) {
      Column column = mapping.columns().get(index);
      versions |= column.type() instanceof ColumnType.Array;
      several |=
          column.source() instanceof ColumnSource.Family
              || column.type() instanceof ColumnType.Array
              || column.type() instanceof ColumnType.Struct;
    }
    try {
      ScanPlan plan =
          new ScanPlan(
              view.files().table(),
              view.files().descriptor(),
              mapping,
              wanted,
              List.copyOf(predicates),
              view.rules(versions ? versions() : 1),
              ScanPlan.families(mapping, needed, view.families()),
              limit,
              view.options().failFast(),
              zone);
      Shape shape =
          !aggregates.isEmpty()
              ? Shape.AGGREGATES
              : several || !view.options().columnar() ? Shape.ROWS : Shape.BATCHES;
      return new HBaseFilesScan(
          view,
          plan,
          ranges.ranges(),
          shape,
          new ScanResult(required, aggregates),
          new PushedDown(pushed, limit, layout));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All versions, unless so many are asked for. */
  private int versions() {
    return view.options().versions() > 1 ? view.options().versions() : Integer.MAX_VALUE;
  }
}
