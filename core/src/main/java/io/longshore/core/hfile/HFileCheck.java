package io.longshore.core.hfile;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.core.error.Faults;
import io.longshore.core.error.LongshoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.InnerStoreCellComparator;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Whether an HFile is whole: every block is what its checksums say, the cells are in order and
 * within the rows of their region, and as many as the file says.
 */
public final class HFileCheck {
  private static final CellComparator ORDER = InnerStoreCellComparator.INNER_STORE_COMPARATOR;
  private static final int CHECK_EVERY = 1 << 12;

  private final StoreFile file;
  private final RowRange rows;
  private final BooleanSupplier cancelled;
  private final CellDigest digest = new CellDigest();
  private final StoredCell last = new StoredCell();

  private HFileCheck(StoreFile file, RowRange rows, BooleanSupplier cancelled) {
    this.file = file;
    this.rows = rows;
    this.cancelled = cancelled;
  }

  /**
   * What was found.
   *
   * @param digest of the cells, as far as they could be read
   * @param problem what is wrong, in words that follow on the file's name; null where nothing is
   */
  public record Result(CellDigest digest, String problem) {}

  /**
   * Reads a file.
   *
   * @param rows that its region has
   * @param cancelled asked now and then
   * @throws IOException if it cannot be read for a reason that is not the file's
   */
  public static Result check(
      Configuration conf, StoreFile file, RowRange rows, BooleanSupplier cancelled)
      throws IOException {
    HFileCheck check = new HFileCheck(file, rows, cancelled);
    return new Result(check.digest, check.problem(conf));
  }

  private String problem(Configuration conf) throws IOException {
    try (OpenStoreFile open = OpenStoreFile.open(conf, file, FileFaults.FAIL, new ReadCounters())) {
      try {
        return problem(open);
      } catch (IOException | RuntimeException e) {
        if (e instanceof LongshoreException
            || e instanceof InterruptedIOException
            || Faults.isPassing(e)) {
          throw e;
        }
        throw Errors.storeFileDamaged(file.places().get(0), open.reader().offset(), e);
      }
    } catch (LongshoreException e) {
      if (e.code() == ErrorCode.STORE_FILE_DAMAGED) {
        // The message names the file first, as its file system writes it.
        int named = e.getMessage().indexOf(file.name()) + file.name().length();
        return e.getMessage().substring(named).strip();
      }
      throw e;
    }
  }

  private String problem(OpenStoreFile open) throws IOException {
    FileCells cells = open.cells(false);
    boolean more = open.reader().getEntries() > 0 && cells.first();
    while (more) {
      StoredCell cell = cells.cell;
      if (!rows.contains(cell.rowArray, cell.rowOffset, cell.rowLength)) {
        return "has row " + row(cell) + ", which is none of its region";
      }
      if (digest.cells() > 0 && ORDER.compare(last, cell) > 0) {
        return "is out of order: row " + row(cell) + " follows on row " + row(last);
      }
      digest.add(cell);
      last.setKey(cell);
      if (digest.cells() % CHECK_EVERY == 0 && cancelled.getAsBoolean()) {
        throw new InterruptedIOException("cancelled");
      }
      more = cells.next();
    }
    long said = open.reader().getTrailer().getEntryCount();
    return digest.cells() == said ? null : "has " + digest.cells() + " cells where it says " + said;
  }

  private static String row(StoredCell cell) {
    return Bytes.toStringBinary(cell.rowArray, cell.rowOffset, cell.rowLength);
  }
}
