package io.longshore.jobs.sort;

import io.longshore.core.error.LongshoreException;
import io.longshore.jobs.sort.hbase.CellRecords;
import io.longshore.wal.hbase.WalCells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;

/** Looks into the beginning of a WAL, since a compressed one can be read from there only. */
final class WalSample {
  private static final long BYTES = 1 << 20;
  private static final int KEYS = 512;

  private WalSample() {}

  /** Keys of rows, each standing for as much of the WAL as is between it and the next. */
  static ArrayList<KeyRanges.Sample> of(WalInput input, SortSettings settings) throws IOException {
    Stores stores = settings.stores();
    List<byte[]> keys = new ArrayList<>();
    // Every key at first, then every second, and so on: as many as are kept of each.
    long every = 1;
    long seen = 0;
    try (WalCells wal =
        WalCells.open(
            settings.conf(),
            new Path(input.path()),
            input.tableNames(),
            settings.startTime(),
            settings.endTime())) {
      while (wal.next() && wal.position() < BYTES) {
        for (Cell cell : wal.cells()) {
          if (seen++ % every == 0) {
            int store = stores.store(wal.table(), stores.region(wal.table(), cell), cell);
            if (store >= 0) {
              keys.add(CellRecords.rowKey(store, CellUtil.cloneRow(cell)));
            }
            if (keys.size() == 2 * KEYS) {
              keys = everySecond(keys);
              every *= 2;
            }
          }
        }
      }
    } catch (LongshoreException e) {
      if (!settings.quarantine()) {
        throw e;
      }
      // What came before the damage is as good a sample.
    }
    ArrayList<KeyRanges.Sample> samples = new ArrayList<>();
    for (byte[] key : keys) {
      samples.add(new KeyRanges.Sample(key, Math.max(1, input.length() / keys.size())));
    }
    return samples;
  }

  private static List<byte[]> everySecond(List<byte[]> keys) {
    List<byte[]> kept = new ArrayList<>();
    for (int i = 0; i < keys.size(); i += 2) {
      kept.add(keys.get(i));
    }
    return kept;
  }
}
