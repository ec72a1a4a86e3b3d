package io.longshore.benchmarks;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.TargetStore;
import io.longshore.core.hfile.HFileSink;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.core.hfile.WrittenHFile;
import io.longshore.jobs.copy.CopyLimits;
import io.longshore.jobs.copy.CopyLog;
import io.longshore.jobs.merge.MergeImages;
import io.longshore.jobs.merge.MergeInput;
import io.longshore.jobs.merge.Purge;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.hbase.TableRegion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.ExtendedCell;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The files of five incremental images of a table of eight regions, rows of five cells of 40 bytes,
 * become one image: our job beside the one of stock's merge, both on two slots. The floor reads
 * every file and writes its cells into another, on two threads.
 *
 * <pre>benchmarks/run merge images</pre>
 */
final class ImageMerges implements Scenario {
  private static final TableName TABLE = TableName.valueOf("merges");
  private static final byte[] FAMILY = Bytes.toBytes("f");
  private static final int IMAGES = 5;
  private static final int REGIONS = 8;
  private static final int CELLS_A_ROW = 5;
  private static final int VALUE = 40;
  private static final int KEYS = 1_000_000_000;

  /** Of so many rows one is in every image. */
  private static final int SHARED = 10;

  @Override
  public String name() {
    return "images";
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    TableDescriptor table =
        TableDescriptorBuilder.newBuilder(TABLE)
            .setColumnFamily(
                ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                    .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                    .build())
            .build();
    bench.cluster().admin().createTable(table, starts().subList(1, REGIONS).toArray(byte[][]::new));
    int cells = (int) (bench.bytes(11) / Bench.MEGABYTE * 1_000_000);
    List<List<WrittenHFile>> images = write(bench, table, cells / CELLS_A_ROW / IMAGES);
    TableFiles files = files(table, images);
    Path ours = bench.place("merged");
    Path stock = bench.place("merged-by-stock");
    Path floor = bench.place("rewritten");
    String inputs =
        images.stream()
            .map(image -> path(image.get(0)).getParent().getParent().toString())
            .collect(Collectors.joining(","));
    Times times =
        new Contest(name())
            .with(
                Times.OURS,
                () ->
                    new MergeImages(
                            List.of(new MergeInput(files, ours.toUri().toString(), false)),
                            Purge.NOTHING,
                            List.of(),
                            Map.of(),
                            new org.apache.hadoop.fs.Path(bench.place("scratch").toUri()),
                            CopySettings.from(bench.conf()),
                            CopyLimits.NONE)
                        .run(bench.spark(), bench.conf(), CopyLog.NONE, ProgressListener.SILENT),
                () -> Bench.delete(ours))
            .with(
                Times.STOCK,
                () ->
                    StockTools.merge(
                        bench.conf(), inputs, TABLE.getNameAsString(), stock.toUri().toString()),
                () -> Bench.delete(stock))
            .with(
                Times.FLOOR, () -> rewrite(bench, table, images, floor), () -> Bench.delete(floor))
            .run(2, 5);
    return List.of(
        Row.ofTimes(
            String.format(Locale.ROOT, "merge of %d images, %,d cells", IMAGES, cells),
            times,
            "6 times stock's merge, twice the floor's time at most",
            times.times(Times.STOCK) >= 6 && times.times(Times.FLOOR) >= 0.5));
  }

  private static List<byte[]> starts() {
    List<byte[]> starts = new ArrayList<>();
    for (int i = 0; i < REGIONS; i++) {
      starts.add(i == 0 ? new byte[0] : row(KEYS / REGIONS * i));
    }
    return starts;
  }

  private static byte[] row(int number) {
    return Bytes.toBytes(String.format(Locale.ROOT, "row%010d", number));
  }

  /** A file a region of each image. */
  private static List<List<WrittenHFile>> write(Bench bench, TableDescriptor table, int rows)
      throws Exception {
    List<Callable<List<WrittenHFile>>> tasks = new ArrayList<>();
    for (int image = 0; image < IMAGES; image++) {
      int number = image;
      tasks.add(() -> write(bench, table, rows, number));
    }
    return Slots.run(tasks);
  }

  private static List<WrittenHFile> write(Bench bench, TableDescriptor table, int rows, int image)
      throws IOException {
    HFileSink sink = sink(bench.conf(), table, bench.place("image-" + image + "/f"));
    SplittableRandom random = new SplittableRandom(image);
    byte[][] qualifiers = new byte[CELLS_A_ROW][];
    Arrays.setAll(qualifiers, i -> Bytes.toBytes("q" + i));
    int step = KEYS / rows;
    int region = 0;
    for (int i = 0; i < rows; i++) {
      int number = step * i + (i % SHARED == 0 ? 0 : random.nextInt(step));
      if (number / (KEYS / REGIONS) > region && region < REGIONS - 1) {
        sink.end();
        region++;
      }
      byte[] row = row(number);
      for (byte[] qualifier : qualifiers) {
        byte[] value = new byte[VALUE];
        random.nextBytes(value);
        KeyValue cell = new KeyValue(row, FAMILY, qualifier, 1_750_000_000_000L + image, value);
        cell.setSequenceId((long) image * rows + i + 1);
        sink.append(cell);
      }
    }
    sink.end();
    return sink.written();
  }

  private static HFileSink sink(Configuration conf, TableDescriptor table, Path directory)
      throws IOException {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(directory.toUri());
    return new HFileSink(
        conf,
        TargetStore.rawFileSystem(target, conf),
        TABLE,
        table.getColumnFamily(FAMILY),
        target,
        BandwidthBudget.UNLIMITED,
        false);
  }

  private static TableFiles files(TableDescriptor table, List<List<WrittenHFile>> images) {
    List<byte[]> starts = starts();
    List<TableRegion> regions = new ArrayList<>();
    for (int region = 0; region < REGIONS; region++) {
      List<StoreFile> files = new ArrayList<>();
      for (int image = 0; image < IMAGES; image++) {
        WrittenHFile file = images.get(image).get(region);
        org.apache.hadoop.fs.Path path = path(file);
        files.add(
            new StoreFile(
                List.of(path.getParent().toString()),
                path.getName(),
                file.length(),
                null,
                image + 1,
                null));
      }
      byte[] stop = region == REGIONS - 1 ? RowRange.END : starts.get(region + 1);
      regions.add(
          new TableRegion(
              new RowRange(starts.get(region), stop), "region-" + region, Map.of("f", files)));
    }
    return new TableFiles(
        TABLE.getNameAsString(), TableDescriptorBuilder.toByteArray(table), 0, regions);
  }

  private static org.apache.hadoop.fs.Path path(WrittenHFile file) {
    return new org.apache.hadoop.fs.Path(file.path());
  }

  private static void rewrite(
      Bench bench, TableDescriptor table, List<List<WrittenHFile>> images, Path target)
      throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (List<WrittenHFile> image : images) {
      for (WrittenHFile file : image) {
        tasks.add(
            () -> {
              rewrite(bench.conf(), path(file), sink(bench.conf(), table, target));
              return null;
            });
      }
    }
    Slots.run(tasks);
  }

  private static void rewrite(Configuration conf, org.apache.hadoop.fs.Path file, HFileSink sink)
      throws IOException {
    try (HFile.Reader reader =
        HFile.createReader(file.getFileSystem(conf), file, CacheConfig.DISABLED, true, conf)) {
      HFileScanner scanner = reader.getScanner(conf, false, false, false);
      for (boolean more = scanner.seekTo(); more; more = scanner.next()) {
        sink.append((ExtendedCell) scanner.getCell());
      }
    }
    sink.end();
  }
}
