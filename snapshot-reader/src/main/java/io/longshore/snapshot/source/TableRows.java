package io.longshore.snapshot.source;

import io.longshore.core.hfile.FileFaults;
import io.longshore.core.hfile.ReadCounters;
import io.longshore.snapshot.hbase.RegionCells;
import io.longshore.snapshot.hbase.RegionScan;
import io.longshore.snapshot.scan.ColumnType;
import io.longshore.snapshot.scan.KeyLayout;
import io.longshore.snapshot.scan.Piece;
import io.longshore.snapshot.scan.Predicate;
import io.longshore.snapshot.scan.ValuePredicates;
import io.longshore.snapshot.scan.ValueTarget;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;

/** The rows of some pieces that meet the predicates, their values found but not decoded. */
final class TableRows implements Closeable {
  /** What is decided by a value that is taken for null. */
  private static final ValueTarget NOTHING = new ObjectTarget(ColumnType.Simple.BINARY);

  private final Configuration conf;
  private final ScanPlan plan;
  private final TableDescriptor table;
  private final FileFaults faults;
  private final Iterator<Piece> pieces;
  private final ReadCounters counters = new ReadCounters();
  private final FamilySlots[] families;
  private final boolean hasSlots;
  private final RowValues row;
  private final ValueReader values;
  private final ValuePredicates predicates;
  private RegionCells cells;
  private int left;

  TableRows(Configuration conf, ScanPlan plan, FileFaults faults, List<Piece> pieces)
      throws IOException {
    this.conf = conf;
    this.plan = plan;
    this.table = plan.tableDescriptor();
    this.faults = faults;
    this.pieces = pieces.iterator();
    this.left = plan.limit();
    TreeSet<Integer> needed = new TreeSet<>();
    for (int wanted : plan.wanted()) {
      needed.add(wanted);
    }
    plan.predicates().forEach(predicate -> needed.addAll(predicate.columns()));
    // The same for every piece.
    List<ColumnFamilyDescriptor> read =
        new RegionScan(plan.rules(), List.of(), plan.families()).familiesOf(table);
    families = new FamilySlots[read.size()];
    boolean some = false;
    for (int i = 0; i < families.length; i++) {
      families[i] =
          new FamilySlots(read.get(i).getNameAsString(), plan.mapping().columns(), needed);
      some |= !families[i].isEmpty();
    }
    hasSlots = some;
    KeyLayout layout = new KeyLayout(plan.mapping(), plan.zone());
    row = new RowValues(plan, layout);
    values = new ValueReader(plan, layout);
    predicates =
        plan.predicates().isEmpty()
            ? null
            : ValuePredicates.of(
                new Predicate.And(plan.predicates()),
                plan.mapping(),
                plan.zone(),
                column -> values.malformed(column, row, NOTHING));
  }

  /** Goes to the next row; false behind the last. */
  boolean next() throws IOException {
    while (left > 0) {
      if (cells == null) {
        if (!pieces.hasNext()) {
          return false;
        }
        Piece piece = pieces.next();
        cells = RegionCells.open(conf, table, piece.region(), plan.scan(piece), faults, counters);
      }
      if (!cells.nextRow()) {
        cells.close();
        cells = null;
        continue;
      }
      find();
      if (predicates == null || predicates.test(row)) {
        left--;
        return true;
      }
    }
    return false;
  }

  /** The current row, good until the next. */
  RowValues row() {
    return row;
  }

  ValueReader values() {
    return values;
  }

  ReadCounters counters() {
    return counters;
  }

  @Override
  public void close() throws IOException {
    if (cells != null) {
      cells.close();
      cells = null;
    }
  }

  private void find() throws IOException {
    row.begin(cells.cell());
    if (!hasSlots) {
      return;
    }
    for (FamilySlots family : families) {
      family.beginRow();
    }
    do {
      families[cells.family()].take(cells.cell(), row);
    } while (cells.nextCell());
  }
}
