package io.longshore.snapshot.source;

import io.longshore.core.error.Errors;
import io.longshore.core.hfile.ReadCounters;
import io.longshore.snapshot.hbase.RegionCells;
import io.longshore.snapshot.hbase.RegionScan;
import io.longshore.snapshot.hbase.TableRegion;
import io.longshore.snapshot.scan.ColumnMapping;
import io.longshore.snapshot.scan.InferMapping;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the mapping of a table's columns. */
final class Mappings {
  private static final Logger LOG = LoggerFactory.getLogger(Mappings.class);
  private static final int SAMPLED_REGIONS = 8;
  private static final int ROWS_OF_A_REGION = 200;
  private static final int CELLS_OF_A_ROW = 10_000;

  /** Of a family with more the qualifiers are data. */
  private static final int MOST_COLUMNS = 200;

  private Mappings() {}

  /**
   * The mapping that the options ask for; null where each cell is a row.
   *
   * @throws io.longshore.core.error.LongshoreException if the table has not the families of the
   *     mapping, or is another one
   */
  static ColumnMapping of(TableView view) throws IOException {
    return switch (view.options().mapping().kind()) {
      case CELLS -> null;
      case GIVEN -> check(view, view.options().mapping().mapping().orElseThrow());
      case INFER -> {
        ColumnMapping inferred = infer(view);
        // What is guessed is to be looked at, and to be kept: Spark shows warnings only.
        LOG.warn(
            "Inferred the columns of {}; keep them with\n.option(\"columns\", \"\"\"\n{}\"\"\")",
            view.files().table(),
            inferred);
        yield inferred;
      }
    };
  }

  /** Guesses the columns from the first rows of some regions. */
  static ColumnMapping infer(TableView view) throws IOException {
    TableDescriptor table = view.files().tableDescriptor();
    List<TableRegion> regions = view.files().regions();
    InferMapping infer = new InferMapping(MOST_COLUMNS);
    RegionScan scan = RegionScan.of(view.rules(1), table);
    int every = Math.max(1, regions.size() / SAMPLED_REGIONS);
    for (int i = 0; i < regions.size(); i += every) {
      try (RegionCells cells =
          RegionCells.open(
              view.options().conf(),
              table,
              regions.get(i),
              scan,
              new ReadFaults(view.options().conf(), view.origin(), view.options().skipsDamage()),
              new ReadCounters())) {
        for (int row = 0; row < ROWS_OF_A_REGION && cells.nextRow(); row++) {
          Cell first = cells.cell();
          infer.addRow(first.getRowArray(), first.getRowOffset(), first.getRowLength());
          // Of a row that has more nothing new is to be learned.
          int left = CELLS_OF_A_ROW;
          do {
            add(infer, cells.cell());
          } while (--left > 0 && cells.nextCell());
        }
      }
    }
    return infer.mapping(view.files().table());
  }

  private static void add(InferMapping infer, Cell cell) {
    infer.addCell(
        CellUtil.cloneFamily(cell),
        CellUtil.cloneQualifier(cell),
        cell.getValueArray(),
        cell.getValueOffset(),
        cell.getValueLength());
  }

  /** Returns a mapping if the table is its, and has its families. */
  static ColumnMapping check(TableView view, ColumnMapping mapping) throws IOException {
    String table = view.files().table();
    if (!mapping.table().isEmpty()
        && !TableName.valueOf(mapping.table()).equals(view.files().tableName())) {
      throw Errors.invalidMapping(
          "The mapping is one of the table "
              + mapping.table()
              + ", and not of "
              + table
              + ", which "
              + view.origin()
              + " has.",
          "Name a snapshot or an image of that table, or leave the option out for its newest one.");
    }
    mapping.checkFamilies(table, view.families());
    return mapping;
  }
}
