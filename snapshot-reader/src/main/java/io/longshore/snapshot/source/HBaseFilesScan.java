package io.longshore.snapshot.source;

import io.longshore.core.copy.BlockHosts;
import io.longshore.core.hfile.StoreFileKeys;
import io.longshore.snapshot.scan.ByteRanges;
import io.longshore.snapshot.scan.KeyLayout;
import io.longshore.snapshot.scan.RowKeyRanges;
import io.longshore.snapshot.scan.Split;
import io.longshore.snapshot.scan.SplitPlanner;
import io.longshore.snapshot.scan.ValueOrder;
import io.longshore.snapshot.source.ReaderFactory.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportOrdering;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.SupportsRuntimeV2Filtering;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** One reading of a table's files. */
final class HBaseFilesScan
    implements Scan,
        Batch,
        SupportsReportStatistics,
        SupportsReportOrdering,
        SupportsRuntimeV2Filtering {
  private final TableView view;
  private final ScanPlan plan;
  private final Shape shape;
  private final ScanResult result;
  private final PushedDown pushed;
  private ByteRanges ranges;

  HBaseFilesScan(
      TableView view,
      ScanPlan plan,
      ByteRanges ranges,
      Shape shape,
      ScanResult result,
      PushedDown pushed) {
    this.view = view;
    this.plan = plan;
    this.ranges = ranges;
    this.shape = shape;
    this.result = result;
    this.pushed = pushed;
  }

  @Override
  public StructType readSchema() {
    return result.schema();
  }

  @Override
  public String description() {
    String aggregates =
        result.aggregates().isEmpty()
            ? ""
            : ", PushedAggregates: " + Arrays.toString(result.schema().fieldNames());
    return view.origin().format()
        + " "
        + plan.table()
        + " of "
        + view.origin()
        + ", RowRanges: "
        + (ranges.isAll() ? "all" : shown(ranges))
        + ", "
        + pushed
        + aggregates
        + ", ReadSchema: "
        + result.schema().simpleString();
  }

  @Override
  public Statistics estimateStatistics() {
    long bytes = view.files().bytes();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(bytes);
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.empty();
      }
    };
  }

  /**
   * Each split is in the order of its row keys. A malformed key, of which nothing is known, is
   * ruled out by its encoding, or ends the query.
   */
  @Override
  public SortOrder[] outputOrdering() {
    KeyLayout layout = pushed.layout();
    if (layout == null || !layout.isAlwaysWellFormed() && !view.options().failFast()) {
      return new SortOrder[0];
    }
    List<SortOrder> orders = new ArrayList<>();
    for (ValueOrder order : layout.orders()) {
      String name = plan.column(layout.column(orders.size())).name();
      if (!Arrays.asList(result.schema().fieldNames()).contains(name)) {
        break;
      }
      orders.add(
          Expressions.sort(
              column(name),
              order == ValueOrder.ASCENDING ? SortDirection.ASCENDING : SortDirection.DESCENDING,
              NullOrdering.NULLS_FIRST));
    }
    return orders.toArray(SortOrder[]::new);
  }

  /** Spark takes a text with dots for a path of names. */
  private static NamedReference column(String name) {
    return Expressions.column("`" + name.replace("`", "``") + "`");
  }

  /** Pieces of the key: of a join's other side only some rows may be wanted. */
  @Override
  public NamedReference[] filterAttributes() {
    KeyLayout layout = pushed.layout();
    List<NamedReference> pieces = new ArrayList<>();
    for (int i = 0; layout != null && i < layout.pieces(); i++) {
      String name = plan.column(layout.column(i)).name();
      if (Arrays.asList(result.schema().fieldNames()).contains(name)) {
        pieces.add(column(name));
      }
    }
    return pieces.toArray(NamedReference[]::new);
  }

  @Override
  public void filter(Predicate[] predicates) {
    SparkPredicates words = new SparkPredicates(plan.mapping());
    for (Predicate predicate : predicates) {
      words
          .of(predicate)
          .ifPresent(
              known -> ranges = ranges.intersect(RowKeyRanges.of(known, pushed.layout()).ranges()));
    }
  }

  /** Said here, so that nothing is planned to find out. */
  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return shape == Shape.BATCHES ? ColumnarSupportMode.SUPPORTED : ColumnarSupportMode.UNSUPPORTED;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    try {
      List<Split> splits = planner().plan(view.files(), ranges.rows(), plan.families().keySet());
      if (splits.isEmpty() && shape == Shape.AGGREGATES) {
        // Somebody has to say that there are no rows.
        splits = List.of(new Split(List.of(), List.of()));
      }
      return splits.stream().map(HBaseFilesPartition::new).toArray(InputPartition[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SplitPlanner planner() throws IOException {
    SQLConf conf = SQLConf.get();
    long openCost = conf.filesOpenCostInBytes();
    ReadFaults faults =
        new ReadFaults(view.options().conf(), view.origin(), view.options().skipsDamage());
    return new SplitPlanner(
        view.options().splitSize().orElseGet(() -> splitSize(conf, openCost)),
        openCost,
        file -> StoreFileKeys.rows(view.options().conf(), file, faults),
        (file, from, length) -> BlockHosts.of(view.options().conf(), file.places(), from, length));
  }

  /** As Spark cuts files: no slot is to be idle, and none to have very small tasks. */
  private long splitSize(SQLConf conf, long openCost) {
    int slots = SparkSession.active().sparkContext().defaultParallelism();
    long each = view.files().bytes() / Math.max(1, slots) + openCost;
    return Math.min(conf.filesMaxPartitionBytes(), Math.max(openCost, each));
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new ReaderFactory(view, plan, shape, result);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ReadMetrics.all();
  }

  /** So that Spark reads once what a query names twice. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HBaseFilesScan scan
        && view.isSame(scan.view)
        && shape == scan.shape
        && result.equals(scan.result)
        && plan.isSame(scan.plan)
        && pushed.predicates().equals(scan.pushed.predicates())
        && ranges.equals(scan.ranges);
  }

  /** Of what a join's filter does not change. */
  @Override
  public int hashCode() {
    return Objects.hash(view.origin(), shape, result);
  }

  private static String shown(ByteRanges ranges) {
    List<Object> first =
        new ArrayList<>(ranges.list().subList(0, Math.min(3, ranges.list().size())));
    if (ranges.list().size() > first.size()) {
      first.add("and " + (ranges.list().size() - first.size()) + " more");
    }
    return first.toString();
  }
}
