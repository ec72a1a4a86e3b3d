package io.longshore.snapshot.source;

import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.Columns;
import io.longshore.snapshot.scan.ByteRanges;
import io.longshore.snapshot.scan.ColumnMapping;
import io.longshore.snapshot.scan.KeyLayout;
import io.longshore.snapshot.scan.RowKeyRanges;
import io.longshore.snapshot.source.ReaderFactory.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Takes over conditions on the row and the family, and on timestamps as far as files help. */
final class CellsScanBuilder
    implements SupportsPushDownV2Filters, SupportsPushDownRequiredColumns, SupportsPushDownLimit {
  private static final ColumnMapping ROW = ColumnMapping.parse("row binary :key");

  private final TableView view;
  private final KeyLayout layout = new KeyLayout(ROW, ZoneOffset.UTC);
  private final List<Predicate> pushed = new ArrayList<>();
  private ByteRanges ranges = ByteRanges.ALL;
  private StructType required = CellColumn.schema();
  private Set<String> families;
  private long from;
  private long to;
  private int limit = ScanPlan.NO_LIMIT;

  CellsScanBuilder(TableView view) {
    this.view = view;
    this.from = view.options().startTime();
    this.to = view.options().endTime();
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] all) {
    SparkPredicates words = new SparkPredicates(ROW);
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : all) {
      Optional<RowKeyRanges> rows =
          words.of(predicate).map(known -> RowKeyRanges.of(known, layout));
      if (rows.isPresent() && rows.get().exact()) {
        ranges = ranges.intersect(rows.get().ranges());
        pushed.add(predicate);
      } else if (takesFamily(predicate)) {
        pushed.add(predicate);
      } else {
        takeTime(predicate);
        left.add(predicate);
      }
    }
    return left.toArray(Predicate[]::new);
  }

  private boolean takesFamily(Predicate predicate) {
    Expression[] children = predicate.children();
    boolean known =
        (predicate.name().equals("=") || predicate.name().equals("IN"))
            && isColumn(children[0], CellColumn.FAMILY);
    if (!known) {
      return false;
    }
    Set<String> named = new HashSet<>();
    for (int i = 1; i < children.length; i++) {
      if (!(children[i] instanceof Literal<?> literal)
          || !(literal.value() instanceof UTF8String name)) {
        return false;
      }
      named.add(name.toString());
    }
    if (families == null) {
      families = named;
    } else {
      families.retainAll(named);
    }
    return true;
  }

  /**
   * Takes what cells cannot be wanted. One that is older than all that are wanted hides nothing
   * newer; one that is newer may hide an older one, unless all are read.
   */
  private void takeTime(Predicate predicate) {
    Expression[] children = predicate.children();
    if (children.length != 2
        || !isColumn(children[0], CellColumn.TIMESTAMP)
        || !(children[1] instanceof Literal<?> literal)
        || !(literal.value() instanceof Long time)
        || time < 0
        || time == Long.MAX_VALUE) {
      return;
    }
    switch (predicate.name()) {
      case "=" -> {
        from = Math.max(from, time);
        takeUpTo(time + 1);
      }
      case ">" -> from = Math.max(from, time + 1);
      case ">=" -> from = Math.max(from, time);
      case "<" -> takeUpTo(time);
      case "<=" -> takeUpTo(time + 1);
      default -> {
        // Spark decides.
      }
    }
  }

  private void takeUpTo(long behindLast) {
    if (view.options().raw() && view.options().versions() == Integer.MAX_VALUE) {
      to = Math.min(to, behindLast);
    }
  }

  private static boolean isColumn(Expression expression, CellColumn column) {
    return expression instanceof NamedReference reference
        && Arrays.equals(reference.fieldNames(), new String[] {column.sqlName()});
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.toArray(Predicate[]::new);
  }

  @Override
  public void pruneColumns(StructType wanted) {
    required = wanted;
  }

  @Override
  public boolean pushLimit(int most) {
    limit = most;
    return true;
  }

  @Override
  public Scan build() {
    try {
      CellRules rules = view.rules(view.options().versions());
      Map<String, Columns> wanted = new TreeMap<>();
      for (String family : view.families()) {
        if (families == null || families.contains(family)) {
          wanted.put(family, Columns.ALL);
        }
      }
      boolean none = wanted.isEmpty() || to < from;
      ScanPlan plan =
          new ScanPlan(
              view.files().table(),
              view.files().descriptor(),
              ROW,
              Arrays.stream(required.fieldNames())
                  .mapToInt(name -> CellColumn.of(name).ordinal())
                  .toArray(),
              List.of(),
              rules.withTimes(from, Math.max(from, to)),
              wanted,
              limit,
              false,
              ZoneOffset.UTC);
      return new HBaseFilesScan(
          view,
          plan,
          none ? ByteRanges.NONE : ranges,
          Shape.CELLS,
          ScanResult.rows(required),
          new PushedDown(pushed, limit, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
