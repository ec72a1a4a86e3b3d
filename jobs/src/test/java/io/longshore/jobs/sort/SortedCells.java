package io.longshore.jobs.sort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * What HBase reads in the files of a family.
 *
 * @param files in the order of their first rows
 */
record SortedCells(List<OneFile> files) {
  /**
   * One file.
   *
   * @param cells in order, described
   */
  record OneFile(SortedFile file, List<byte[]> rows, List<String> cells) {
    byte[] firstRow() {
      return rows.get(0);
    }

    byte[] lastRow() {
      return rows.get(rows.size() - 1);
    }
  }

  static SortedCells of(Configuration conf, WalSort.Result result, TableName table, String family)
      throws IOException {
    List<OneFile> files = new ArrayList<>();
    for (SortedFile file : result.files()) {
      if (file.table().equals(table.getNameAsString()) && file.family().equals(family)) {
        files.add(read(conf, file));
      }
    }
    files.sort((a, b) -> Bytes.compareTo(a.firstRow(), b.firstRow()));
    return new SortedCells(files);
  }

  /** All, file by file. */
  List<String> cells() {
    return files.stream().flatMap(file -> file.cells().stream()).toList();
  }

  /** Whether two files have a row between them that both might hold. */
  boolean overlap() {
    for (int i = 1; i < files.size(); i++) {
      if (Bytes.compareTo(files.get(i - 1).lastRow(), files.get(i).firstRow()) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Everything of a cell, its sequence id and its tags too. */
  static String describe(Cell cell) {
    StringBuilder tags = new StringBuilder();
    PrivateCellUtil.tagsIterator(cell)
        .forEachRemaining(
            tag -> tags.append(tag.getType()).append(Bytes.toStringBinary(Tag.cloneValue(tag))));
    return CellUtil.getCellKeyAsString(cell)
        + " sequence "
        + ((ExtendedCell) cell).getSequenceId()
        + " tags "
        + tags
        + " value "
        + Bytes.toStringBinary(CellUtil.cloneValue(cell));
  }

  private static OneFile read(Configuration conf, SortedFile file) throws IOException {
    List<byte[]> rows = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    Path path = new Path(file.file().path());
    try (HFile.Reader reader =
            HFile.createReader(path.getFileSystem(conf), path, CacheConfig.DISABLED, true, conf);
        HFileScanner scanner = reader.getScanner(conf, false, false, false)) {
      boolean more = scanner.seekTo();
      while (more) {
        rows.add(CellUtil.cloneRow(scanner.getCell()));
        cells.add(describe(scanner.getCell()));
        more = scanner.next();
      }
    }
    return new OneFile(file, rows, cells);
  }
}
