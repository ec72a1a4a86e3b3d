package io.longshore.core.hfile;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.InnerStoreCellComparator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.regionserver.ScanInfo;
import org.apache.hadoop.hbase.regionserver.ScanType;
import org.apache.hadoop.hbase.regionserver.querymatcher.CompactionScanQueryMatcher;
import org.apache.hadoop.hbase.regionserver.querymatcher.ScanQueryMatcher;
import org.apache.hadoop.hbase.regionserver.querymatcher.UserScanQueryMatcher;

/** HBase's own rules over the cells of a row, given to it one after the other. */
final class RowMatcher {
  /** What becomes of a cell. */
  enum Verdict {
    TAKE,
    /** And the rest of its column has nothing more. */
    TAKE_LAST_OF_COLUMN,
    /** And the rest of its row has nothing more. */
    TAKE_LAST_OF_ROW,
    PASS,
    /** And the rest of its column as well. */
    PASS_COLUMN,
    /** And the rest of its row as well. */
    PASS_ROW
  }

  private final ScanQueryMatcher matcher;

  RowMatcher(Configuration conf, ColumnFamilyDescriptor family, CellRules rules, long oldest)
      throws IOException {
    Scan scan = new Scan();
    scan.readVersions(rules.versions());
    scan.setRaw(rules.kind() == CellRules.Kind.RAW);
    scan.setTimeRange(rules.from(), rules.to());
    ScanInfo info =
        new ScanInfo(
            conf,
            family,
            TimeToLive.of(family),
            0,
            InnerStoreCellComparator.INNER_STORE_COMPARATOR);
    matcher =
        rules.kind() == CellRules.Kind.COMPACTED
            ? CompactionScanQueryMatcher.create(
                info,
                ScanType.COMPACT_DROP_DELETES,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                oldest,
                rules.now(),
                null,
                null,
                null)
            : UserScanQueryMatcher.create(scan, info, null, oldest, rules.now(), null);
  }

  /** Begins a row, or what is left of one; the cell is still to be judged. */
  void begin(Cell first) {
    matcher.setToNewRow(first);
  }

  Verdict judge(Cell cell) throws IOException {
    return switch (matcher.match(cell)) {
      case INCLUDE -> Verdict.TAKE;
      case INCLUDE_AND_SEEK_NEXT_COL -> Verdict.TAKE_LAST_OF_COLUMN;
      case INCLUDE_AND_SEEK_NEXT_ROW -> Verdict.TAKE_LAST_OF_ROW;
      case SKIP -> Verdict.PASS;
      case SEEK_NEXT_COL -> Verdict.PASS_COLUMN;
      case SEEK_NEXT_ROW -> Verdict.PASS_ROW;
      default -> throw new IllegalStateException("No rule for " + cell);
    };
  }
}
