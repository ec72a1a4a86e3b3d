package io.longshore.jobs.sort;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.exceptions.DeserializationException;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The stores that cells are sorted into: every family of every region of some tables, numbered by
 * table, then family, then the region's start key.
 */
public final class Stores implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient List<Layout> layouts;
  private transient Map<TableName, Layout> byTable;

  private Stores(List<Layout> layouts) {
    take(layouts);
  }

  /**
   * A table and where its regions begin.
   *
   * @param startKeys sorted, the first empty
   */
  public record Regions(TableDescriptor table, List<byte[]> startKeys) {}

  /** One store: a family of a table between two rows. */
  public record Store(TableName table, ColumnFamilyDescriptor family, int region) {}

  public static Stores of(Collection<Regions> tables) {
    List<Layout> layouts = new ArrayList<>();
    int first = 0;
    for (Regions each : tables) {
      Layout layout = new Layout(each.table(), each.startKeys().toArray(byte[][]::new), first);
      layouts.add(layout);
      first += layout.size();
    }
    return new Stores(layouts);
  }

  public Set<TableName> tables() {
    return byTable.keySet();
  }

  /** How many there are; their numbers go from zero. */
  public int size() {
    return layouts.isEmpty() ? 0 : layouts.get(layouts.size() - 1).end();
  }

  public Store get(int number) {
    for (Layout layout : layouts) {
      if (number < layout.end()) {
        int inTable = number - layout.first;
        return new Store(
            layout.table.getTableName(),
            layout.families[inTable / layout.startKeys.length],
            inTable % layout.startKeys.length);
      }
    }
    throw new IndexOutOfBoundsException(number);
  }

  /**
   * The number of the store of a cell.
   *
   * @param region of the cell's row, from {@link #region}
   * @return -1 where the table has no such family
   */
  public int store(TableName table, int region, Cell cell) {
    Layout layout = byTable.get(table);
    for (int i = 0; i < layout.families.length; i++) {
      if (CellUtil.matchingFamily(cell, layout.names[i])) {
        return layout.first + i * layout.startKeys.length + region;
      }
    }
    return -1;
  }

  /** The stores of a family that may hold rows of a range. */
  public List<Integer> stores(TableName table, String family, byte[] firstRow, byte[] lastRow) {
    Layout layout = byTable.get(table);
    List<Integer> stores = new ArrayList<>();
    for (int i = 0; i < layout.families.length; i++) {
      if (Bytes.toString(layout.names[i]).equals(family)) {
        int last = layout.region(lastRow, 0, lastRow.length);
        for (int region = layout.region(firstRow, 0, firstRow.length); region <= last; region++) {
          stores.add(layout.first + i * layout.startKeys.length + region);
        }
      }
    }
    return stores;
  }

  /** The place among its table's regions of the one that a cell's row falls into. */
  public int region(TableName table, Cell cell) {
    return byTable.get(table).region(cell.getRowArray(), cell.getRowOffset(), cell.getRowLength());
  }

  private void take(List<Layout> made) {
    this.layouts = List.copyOf(made);
    this.byTable = new HashMap<>();
    layouts.forEach(layout -> byTable.put(layout.table.getTableName(), layout));
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeInt(layouts.size());
    for (Layout layout : layouts) {
      out.writeObject(TableDescriptorBuilder.toByteArray(layout.table));
      out.writeObject(layout.startKeys);
      out.writeInt(layout.first);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    List<Layout> read = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      try {
        read.add(
            new Layout(
                TableDescriptorBuilder.parseFrom((byte[]) in.readObject()),
                (byte[][]) in.readObject(),
                in.readInt()));
      } catch (DeserializationException e) {
        throw new IOException(e);
      }
    }
    take(read);
  }

  private static final class Layout {
    private final TableDescriptor table;
    private final ColumnFamilyDescriptor[] families;
    private final byte[][] names;
    private final byte[][] startKeys;
    private final int first;

    private Layout(TableDescriptor table, byte[][] startKeys, int first) {
      this.table = table;
      this.families = table.getColumnFamilies();
      this.names =
          Arrays.stream(families).map(ColumnFamilyDescriptor::getName).toArray(byte[][]::new);
      this.startKeys = startKeys;
      this.first = first;
    }

    private int size() {
      return families.length * startKeys.length;
    }

    private int end() {
      return first + size();
    }

    private int region(byte[] row, int offset, int length) {
      int low = 0;
      int high = startKeys.length - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        byte[] start = startKeys[middle];
        if (Bytes.compareTo(start, 0, start.length, row, offset, length) <= 0) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return low;
    }
  }
}
