package io.longshore.benchmarks;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.HFileSink;
import io.longshore.jobs.WalToHFiles;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.jobs.sort.Stores;
import io.longshore.wal.hbase.WalDirectory;
import io.longshore.wal.hbase.WalEntries;
import io.longshore.wal.hbase.WalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.MD5Hash;
import org.apache.hadoop.hbase.wal.FSHLogProvider;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;
import org.apache.hadoop.hbase.wal.WALProvider;

/**
 * WALs of random rows of five cells of 40 bytes, sorted into the HFiles of a table of eight regions
 * with FAST_DIFF: our job beside WALPlayer, both on two slots. The floor reads the WALs and writes
 * as many sorted cells, on two threads, with nothing in between.
 *
 * <pre>benchmarks/run incremental-backup wals</pre>
 */
final class WalConversion implements Scenario {
  private static final TableName TABLE = TableName.valueOf("wals");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int CELLS_A_ROW = 5;
  private static final int VALUE = 40;

  /** Until the compiler is done with both. */
  private static final int WARM_UPS = 6;

  private static final int REGIONS = 8;

  /** As HBase names one. */
  private static final String REGION = MD5Hash.getMD5AsHex(FAMILY);

  private static final int ROWS_A_WAL = 340_000;
  private static final int KEYS = 1_000_000_000;
  private static final long BEGAN = 1_750_000_000_000L;

  @Override
  public String name() {
    return "wals";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    TableDescriptor table = create(bench);
    List<Row> rows = new ArrayList<>();
    double perCell = 0;
    for (int millions : new int[] {1, 5, 20}) {
      int cells = (int) (bench.bytes(millions) / Bench.MEGABYTE * 1_000_000);
      Path wals = bench.place("wals-" + millions);
      write(bench.conf(), wals, cells / CELLS_A_ROW);
      Times times = measure(bench, table, wals, cells);
      double each = times.median(Times.OURS) / cells;
      boolean linear = perCell == 0 || each <= 1.5 * perCell;
      perCell = perCell == 0 ? each : Math.min(perCell, each);
      rows.add(
          Row.ofTimes(
              String.format(Locale.ROOT, "WALs of %d million cells to HFiles", millions),
              times,
              "4 times WALPlayer, 3 times the floor's time at most, linear",
              times.times(Times.STOCK) >= 4 && times.times(Times.FLOOR) >= 1 / 3.0 && linear));
      Bench.delete(wals);
    }
    return rows;
  }

  private Times measure(Bench bench, TableDescriptor table, Path wals, int cells) throws Exception {
    boolean large = cells > 10_000_000;
    Path ours = bench.place("ours");
    Path stock = bench.place("stock");
    Path floor = bench.place("floor");
    return new Contest(name())
        .with(
            Times.OURS,
            () ->
                new WalToHFiles(
                        List.of(path(wals)),
                        List.of(new Stores.Regions(table, startKeys())),
                        path(ours),
                        0,
                        Long.MAX_VALUE,
                        false,
                        CopyLimits.NONE)
                    .run(bench.spark(), bench.conf(), ProgressListener.SILENT),
            () -> Bench.delete(ours))
        .with(
            Times.STOCK,
            () ->
                StockTools.walsToHFiles(
                    bench.conf(), wals.toUri().toString(), "wals", stock.toUri().toString()),
            () -> Bench.delete(stock))
        .with(
            Times.FLOOR,
            () -> {
              read(bench.conf(), wals);
              writeSorted(bench.conf(), table, floor, cells);
            },
            () -> Bench.delete(floor))
        .run(large ? 1 : WARM_UPS, large ? 3 : 5);
  }

  private static TableDescriptor create(Bench bench) throws IOException {
    TableDescriptor table =
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                    .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                    .build())
            .build();
    List<byte[]> keys = startKeys();
    bench.cluster().admin().createTable(table, keys.subList(1, keys.size()).toArray(byte[][]::new));
    return table;
  }

  private static List<byte[]> startKeys() {
    List<byte[]> keys = new ArrayList<>();
    keys.add(new byte[0]);
    for (int i = 1; i < REGIONS; i++) {
      keys.add(row(KEYS / REGIONS * i));
    }
    return keys;
  }

  private static byte[] row(int number) {
    byte[] row = Bytes.toBytes("row0000000000");
    for (int i = row.length - 1; number > 0; i--) {
      row[i] = (byte) ('0' + number % 10);
      number /= 10;
    }
    return row;
  }

  private static void write(Configuration conf, Path directory, int rows) throws IOException {
    Files.createDirectories(directory);
    SplittableRandom random = new SplittableRandom(rows);
    int written = 0;
    for (int file = 0; written < rows; file++) {
      org.apache.hadoop.fs.Path wal =
          new org.apache.hadoop.fs.Path(
              path(directory), "host%2C16020%2C1.host%2C16020%2C1." + (BEGAN + file));
      try (WALProvider.Writer writer =
          FSHLogProvider.createWriter(conf, wal.getFileSystem(conf), wal, true)) {
        for (int end = Math.min(rows, written + ROWS_A_WAL); written < end; written++) {
          byte[] row = row(random.nextInt(KEYS));
          WALEdit edit = new WALEdit();
          for (int cell = 0; cell < CELLS_A_ROW; cell++) {
            byte[] value = new byte[VALUE];
            random.nextBytes(value);
            edit.add(new KeyValue(row, FAMILY, Bytes.toBytes("q" + cell), BEGAN + written, value));
          }
          WALKeyImpl key =
              new WALKeyImpl(
                  Bytes.toBytes(REGION),
                  TABLE,
                  written + 1,
                  BEGAN + written / 100,
                  UUID.randomUUID());
          writer.append(new WAL.Entry(key, edit));
        }
      }
    }
  }

  private static void read(Configuration conf, Path wals) throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (WalFile wal : WalDirectory.of(conf, List.of(path(wals))).list()) {
      tasks.add(
          () -> {
            try (WalEntries entries = WalEntries.open(conf, wal.path())) {
              while (entries.next()) {
                entries.cells();
              }
            }
            return null;
          });
    }
    Slots.run(tasks);
  }

  private static void writeSorted(
      Configuration conf, TableDescriptor table, Path directory, int cells) throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      int first = slot;
      tasks.add(
          () -> {
            HFileSink sink =
                new HFileSink(
                    conf,
                    TargetStore.rawFileSystem(path(directory), conf),
                    TABLE,
                    table.getColumnFamily(FAMILY),
                    path(directory),
                    BandwidthBudget.UNLIMITED,
                    false);
            SplittableRandom random = new SplittableRandom(first);
            int rows = cells / CELLS_A_ROW / Slots.COUNT;
            byte[][] qualifiers = new byte[CELLS_A_ROW][];
            Arrays.setAll(qualifiers, i -> Bytes.toBytes("q" + i));
            for (int i = 0; i < rows; i++) {
              byte[] row = row(KEYS / rows * i);
              for (byte[] qualifier : qualifiers) {
                byte[] value = new byte[VALUE];
                random.nextBytes(value);
                KeyValue cell = new KeyValue(row, FAMILY, qualifier, BEGAN + i, value);
                cell.setSequenceId(i);
                sink.append(cell);
              }
            }
            sink.end();
            return null;
          });
    }
    Slots.run(tasks);
  }

  private static org.apache.hadoop.fs.Path path(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
