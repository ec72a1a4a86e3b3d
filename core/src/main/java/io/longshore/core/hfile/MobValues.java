package io.longshore.core.hfile;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.mob.MobUtils;

/**
 * The cells that references to MOB files stand for. A reference names the file, and the table that
 * wrote it, which of a clone's is another's. Some files stay open.
 */
final class MobValues {
  private static final int OPEN_FILES = 16;

  private final Configuration conf;
  private final String family;
  private final StoreFile any;
  private final FileFaults faults;
  private final ReadCounters counters;
  private final Map<String, FileCursor> open = new LinkedHashMap<>(32, 0.75f, true);

  /**
   * @param any a file of the store: MOB files have the same roots
   */
  MobValues(
      Configuration conf, String family, StoreFile any, FileFaults faults, ReadCounters counters) {
    this.conf = conf;
    this.family = family;
    this.any = any;
    this.faults = faults;
    this.counters = counters;
  }

  static boolean isReference(StoredCell cell) {
    return cell.getTagsLength() > 0 && MobUtils.isMobReferenceCell(cell);
  }

  /** The cell that a reference stands for. */
  StoredCell resolve(StoredCell reference) throws IOException {
    StoreFile file = file(reference);
    FileCursor cursor = open.get(file.path());
    if (cursor == null) {
      cursor = open(file);
    }
    if (cursor == null || !cursor.jump(reference) || !isSame(cursor.cell, reference)) {
      throw faults.missing(
          file,
          new FileNotFoundException(
              "no cell " + CellUtil.getCellKeyAsString(reference) + " in " + file.name()));
    }
    return cursor.cell;
  }

  private StoreFile file(StoredCell reference) throws IOException {
    TableName table =
        MobUtils.hasValidMobRefCellValue(reference)
            ? MobUtils.getTableName(reference).orElse(null)
            : null;
    if (table == null) {
      throw new IOException(
          "The reference to a MOB file is not whole: " + CellUtil.getCellKeyAsString(reference));
    }
    return any.sibling(
        String.join(
            "/",
            HConstants.BASE_NAMESPACE_DIR,
            table.getNamespaceAsString(),
            table.getQualifierAsString(),
            MobUtils.getMobRegionInfo(table).getEncodedName(),
            family,
            MobUtils.getMobFileName(reference)));
  }

  private FileCursor open(StoreFile file) throws IOException {
    OpenStoreFile opened = OpenStoreFile.open(conf, file, faults, counters);
    if (opened == null) {
      return null;
    }
    counters.addFile();
    FileCursor cursor = new FileCursor(opened, 0, true, faults);
    open.put(file.path(), cursor);
    if (open.size() > OPEN_FILES) {
      var eldest = open.entrySet().iterator();
      eldest.next().getValue().close();
      eldest.remove();
    }
    return cursor;
  }

  private static boolean isSame(StoredCell cell, StoredCell reference) {
    return CellUtil.matchingRowColumn(cell, reference)
        && cell.getTimestamp() == reference.getTimestamp();
  }

  void close() {
    List.copyOf(open.values()).forEach(FileCursor::close);
    open.clear();
  }
}
