package io.longshore.snapshot.hbase;

import io.longshore.core.hfile.CellRules;
import io.longshore.core.hfile.Columns;
import io.longshore.core.hfile.RowRange;
import io.longshore.testing.TableCells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/** A scan that follows from a seed, in HBase's form and in ours. */
final class RandomScan {
  private final CellRules rules;
  private final List<RowRange> ranges;
  private final Map<String, Columns> families;

  private RandomScan(CellRules rules, List<RowRange> ranges, Map<String, Columns> families) {
    this.rules = rules;
    this.ranges = ranges;
    this.families = families;
  }

  /**
   * @param cells of the table, for rows, qualifiers and timestamps that are there
   * @param now against which times to live count
   */
  static RandomScan of(TableDescriptor table, TableCells cells, long seed, long now) {
    SplittableRandom random = new SplittableRandom(seed);
    CellRules rules = random.nextInt(4) == 0 ? CellRules.raw(now) : CellRules.newest(now);
    if (random.nextBoolean()) {
      rules = rules.withVersions(random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(1, 6));
    }
    if (random.nextInt(3) == 0 && cells.size() > 0) {
      long one = pick(cells, random).getTimestamp();
      long other = random.nextInt(3) == 0 ? Long.MAX_VALUE : pick(cells, random).getTimestamp() + 1;
      rules = rules.withTimes(Math.min(one, other), Math.max(one, other));
    }
    Map<String, Columns> families = new TreeMap<>();
    for (ColumnFamilyDescriptor family : table.getColumnFamilies()) {
      if (families.isEmpty() || random.nextInt(3) > 0) {
        families.put(family.getNameAsString(), columns(cells, random));
      }
    }
    return new RandomScan(rules, ranges(cells, random), families);
  }

  private static Columns columns(TableCells cells, SplittableRandom random) {
    List<byte[]> qualifiers = new ArrayList<>();
    while (cells.size() > 0 && random.nextInt(3) > 0) {
      qualifiers.add(CellUtil.cloneQualifier(pick(cells, random)));
    }
    return switch (random.nextInt(4)) {
      case 0 -> Columns.of(qualifiers);
      case 1 -> Columns.ofEveryRow(qualifiers);
      default -> Columns.ALL;
    };
  }

  private static List<RowRange> ranges(TableCells cells, SplittableRandom random) {
    if (random.nextInt(3) == 0 || cells.size() == 0) {
      return List.of(RowRange.ALL);
    }
    List<RowRange> ranges = new ArrayList<>();
    byte[] last = {};
    for (int i = random.nextInt(8); i >= 0; i--) {
      byte[] one = row(cells, random);
      byte[] other = row(cells, random);
      boolean point = random.nextBoolean();
      RowRange range =
          point
              ? RowRange.of(one)
              : Arrays.compareUnsigned(one, other) < 0
                  ? new RowRange(one, other)
                  : new RowRange(other, one);
      if (!range.isEmpty()
          && (ranges.isEmpty() || Arrays.compareUnsigned(range.start(), last) >= 0)) {
        ranges.add(range);
        last = range.stop();
      }
    }
    return ranges.isEmpty() ? List.of(RowRange.ALL) : ranges;
  }

  /** A row that is there, or one that is not. */
  private static byte[] row(TableCells cells, SplittableRandom random) {
    byte[] row = CellUtil.cloneRow(pick(cells, random));
    if (random.nextInt(4) == 0) {
      row[random.nextInt(row.length)]++;
    }
    return row;
  }

  private static Cell pick(TableCells cells, SplittableRandom random) {
    return cells.cells().get(random.nextInt(cells.size()));
  }

  RegionScan ours() {
    return new RegionScan(rules, ranges, families);
  }

  /** A scan of all rows and columns of the families. */
  Scan hbases() {
    Scan scan = new Scan();
    try {
      scan.readVersions(rules.versions())
          .setRaw(rules.kind() == CellRules.Kind.RAW)
          .setTimeRange(rules.from(), rules.to());
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(e);
    }
    families.keySet().forEach(family -> scan.addFamily(Bytes.toBytes(family)));
    return scan;
  }

  /** What is not wanted may be without its value. */
  private static Cell keyOf(Cell cell) {
    return new KeyValue(
        CellUtil.cloneRow(cell),
        CellUtil.cloneFamily(cell),
        CellUtil.cloneQualifier(cell),
        cell.getTimestamp(),
        KeyValue.Type.codeToType(cell.getType().getCode()));
  }

  /** Of what was returned, what is wanted. */
  TableCells wanted(TableCells all) {
    List<Cell> wanted = new ArrayList<>();
    Cell before = null;
    for (Cell cell : all.cells()) {
      boolean newRow =
          before == null
              || !CellUtil.matchingRows(before, cell)
              || !CellUtil.matchingFamily(before, cell);
      before = cell;
      byte[] row = CellUtil.cloneRow(cell);
      if (ranges.stream().noneMatch(range -> range.contains(row))) {
        continue;
      }
      Columns columns = families.get(Bytes.toString(CellUtil.cloneFamily(cell)));
      byte[] qualifier = CellUtil.cloneQualifier(cell);
      boolean isWanted =
          columns.qualifiers() == null
              || columns.qualifiers().stream().anyMatch(one -> Arrays.equals(one, qualifier));
      if (isWanted) {
        wanted.add(cell);
      } else if (newRow && columns.everyRow()) {
        wanted.add(keyOf(cell));
      }
    }
    return new TableCells(wanted);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(rules.toString());
    for (RowRange range : ranges) {
      text.append(" [")
          .append(Bytes.toStringBinary(range.start()))
          .append(", ")
          .append(Bytes.toStringBinary(range.stop()))
          .append(")");
    }
    families.forEach(
        (family, columns) -> {
          text.append(' ').append(family).append(columns.everyRow() ? "+" : "");
          if (columns.qualifiers() != null) {
            columns
                .qualifiers()
                .forEach(one -> text.append(':').append(Bytes.toStringBinary(one)).append(','));
          }
        });
    return text.toString();
  }
}
