package io.longshore.core.hfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.ArrayBackedTag;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellComparatorImpl;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.KeyValueUtil;
import org.apache.hadoop.hbase.PrivateCellUtil;
import org.apache.hadoop.hbase.Tag;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random cells, as our reader and as HBase's give them back. */
class FileCellsTest {
  private static final byte[] FAMILY = Bytes.toBytes("family");
  private static final int CELLS = 3000;

  @TempDir Path directory;
  private final Configuration conf = HBaseConfiguration.create();

  enum Tags {
    NONE,
    PLAIN,
    COMPRESSED
  }

  static Stream<Arguments> kinds() {
    return Stream.of(DataBlockEncoding.values())
        .flatMap(encoding -> Stream.of(Tags.values()).map(tags -> Arguments.of(encoding, tags)));
  }

  @ParameterizedTest(name = "{0}, tags {1}")
  @MethodSource("kinds")
  void everyCellIsAsHBaseReadsIt(DataBlockEncoding encoding, Tags tags) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<KeyValue> cells = cells(random, tags != Tags.NONE);
    try (OpenStoreFile file = write(encoding, tags, cells)) {
      HFileScanner theirs = file.reader().getScanner(conf, false, false, false);
      FileCells ours = file.cells(false);
      boolean more = theirs.seekTo();
      assertThat(ours.first()).as("seed %d", seed).isEqualTo(more);
      List<StoredCell> kept = new ArrayList<>();
      while (more) {
        assertSame(ours.cell, theirs.getCell(), seed);
        kept.add(ours.cell.copy());
        more = theirs.next();
        assertThat(ours.next()).as("seed %d", seed).isEqualTo(more);
      }
      // What was copied has not changed since.
      for (int i = 0; i < cells.size(); i++) {
        assertSame(kept.get(i), cells.get(i), seed);
      }
    }
  }

  @ParameterizedTest(name = "{0}, tags {1}")
  @MethodSource("kinds")
  void theRestOfARowIsPassedOver(DataBlockEncoding encoding, Tags tags) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<KeyValue> cells = cells(random, tags != Tags.NONE);
    try (OpenStoreFile file = write(encoding, tags, cells)) {
      for (int run = 0; run < 10; run++) {
        FileCells ours = file.cells(false);
        boolean more = ours.first();
        int at = 0;
        while (more) {
          assertSame(ours.cell, cells.get(at), seed);
          int most = random.nextBoolean() ? 1 + random.nextInt(4) : Integer.MAX_VALUE;
          more = ours.nextRow(most);
          int row = at + 1;
          while (row < cells.size() && CellUtil.matchingRows(cells.get(row), cells.get(at))) {
            row++;
          }
          int least = most >= row - at ? row : at + most;
          // At the end of a block it may pass over more.
          do {
            at++;
          } while (at < row && (at < least || !isAt(ours, more, cells.get(at))));
          assertThat(more).as("seed %d", seed).isEqualTo(at < cells.size());
        }
      }
    }
  }

  private static boolean isAt(FileCells ours, boolean found, Cell cell) {
    return found && CellComparatorImpl.COMPARATOR.compare(ours.cell, cell) == 0;
  }

  @ParameterizedTest(name = "{0}, tags {1}")
  @MethodSource("kinds")
  void aKeyIsFoundWhereHBaseFindsIt(DataBlockEncoding encoding, Tags tags) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<KeyValue> cells = cells(random, tags != Tags.NONE);
    try (OpenStoreFile file = write(encoding, tags, cells)) {
      for (int run = 0; run < 20; run++) {
        FileCells ours = file.cells(run % 2 == 0);
        TreeSet<Cell> keys = new TreeSet<>(CellComparatorImpl.COMPARATOR);
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
          keys.add(key(cells.get(random.nextInt(cells.size())), random));
        }
        Cell before = null;
        for (Cell key : keys) {
          boolean found = ours.seek(key);
          assertFound(ours, found, key, before, cells, seed);
          for (int i = found ? random.nextInt(5) : 0; i > 0; i--) {
            ours.next();
          }
          before = ours.cell.copy();
        }
        Cell back = key(cells.get(random.nextInt(cells.size())), random);
        ours.rewind();
        assertFound(ours, ours.seek(back), back, null, cells, seed);
      }
    }
  }

  /** The first cell that is not before the key, nor before where the reading was. */
  private static void assertFound(
      FileCells ours, boolean found, Cell key, Cell before, List<KeyValue> cells, long seed) {
    KeyValue wanted = null;
    for (KeyValue cell : cells) {
      if (compare(cell, key) >= 0 && (before == null || compare(cell, before) >= 0)) {
        wanted = cell;
        break;
      }
    }
    assertThat(found).as("seed %d", seed).isEqualTo(wanted != null);
    if (found) {
      assertSame(ours.cell, wanted, seed);
    }
  }

  private static int compare(Cell one, Cell other) {
    return PrivateCellUtil.compareKeyIgnoresMvcc(CellComparatorImpl.COMPARATOR, one, other);
  }

  private static Cell key(KeyValue cell, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> PrivateCellUtil.createFirstOnRow(cell);
      case 1 -> PrivateCellUtil.createLastOnRow(cell);
      case 2 -> PrivateCellUtil.createLastOnRowCol(cell);
      default -> cell;
    };
  }

  private static void assertSame(Cell ours, Cell theirs, long seed) {
    KeyValue one = KeyValueUtil.copyToNewKeyValue(ours);
    KeyValue other = KeyValueUtil.copyToNewKeyValue(theirs);
    assertThat(Bytes.toStringBinary(one.getBuffer()))
        .as("seed %d", seed)
        .isEqualTo(Bytes.toStringBinary(other.getBuffer()));
    assertThat(one.getSequenceId()).as("seed %d", seed).isEqualTo(other.getSequenceId());
  }

  /** Few rows, columns, times, values and tags, so that much is equal, and lengths of all sizes. */
  private static List<KeyValue> cells(Random random, boolean tagged) {
    byte[][] rows = some(random, 60, 1, 700);
    byte[][] qualifiers = some(random, 20, 0, 400);
    byte[][] values = some(random, 8, 0, 300);
    byte[][] labels = some(random, 5, 0, 200);
    TreeSet<KeyValue> cells = new TreeSet<>(CellComparatorImpl.COMPARATOR);
    KeyValue.Type[] types = {
      KeyValue.Type.Put, KeyValue.Type.Put, KeyValue.Type.Delete, KeyValue.Type.DeleteColumn
    };
    for (int i = 0; i < CELLS; i++) {
      List<Tag> tags = new ArrayList<>();
      for (int tag = tagged ? random.nextInt(3) : 0; tag > 0; tag--) {
        tags.add(new ArrayBackedTag((byte) 70, labels[random.nextInt(labels.length)]));
      }
      long time =
          random.nextBoolean() ? random.nextInt(300) : Long.MAX_VALUE - 1 - random.nextInt(1 << 20);
      KeyValue cell =
          new KeyValue(
              rows[random.nextInt(rows.length)],
              FAMILY,
              qualifiers[random.nextInt(qualifiers.length)],
              time,
              types[random.nextInt(types.length)],
              values[random.nextInt(values.length)],
              tags);
      cell.setSequenceId(random.nextInt(4) == 0 ? random.nextInt(1 << 30) : random.nextInt(90));
      cells.add(cell);
    }
    return List.copyOf(cells);
  }

  /** Some that begin alike. */
  private static byte[][] some(Random random, int count, int least, int most) {
    byte[][] some = new byte[count][];
    byte[] base = new byte[most];
    random.nextBytes(base);
    for (int i = 0; i < count; i++) {
      int length = least + (random.nextInt(3) == 0 ? random.nextInt(most - least) : i % 9);
      some[i] = Arrays.copyOf(base, length);
      if (length > 0) {
        some[i][random.nextInt(length)] = (byte) random.nextInt(256);
      }
    }
    return some;
  }

  private OpenStoreFile write(DataBlockEncoding encoding, Tags tags, List<KeyValue> cells)
      throws IOException {
    conf.set("fs.defaultFS", "file:///");
    HFileContext context =
        new HFileContextBuilder()
            .withBlockSize(4096)
            .withCompression(Compression.Algorithm.GZ)
            .withDataBlockEncoding(encoding)
            .withIncludesTags(tags != Tags.NONE)
            .withCompressTags(tags == Tags.COMPRESSED)
            .withIncludesMvcc(true)
            .withHBaseCheckSum(true)
            .withColumnFamily(FAMILY)
            .withCellComparator(CellComparatorImpl.COMPARATOR)
            .build();
    FileSystem fs = FileSystem.getLocal(conf).getRaw();
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path(directory.resolve("file").toUri());
    try (HFile.Writer writer =
        HFile.getWriterFactory(conf, CacheConfig.DISABLED)
            .withPath(fs, path)
            .withFileContext(context)
            .create()) {
      for (KeyValue cell : cells) {
        writer.append(cell);
      }
    }
    StoreFile file =
        new StoreFile(
            List.of(path.getParent().toString()), path.getName(), StoreFile.UNKNOWN, null);
    return OpenStoreFile.open(conf, file, FileFaults.FAIL, new ReadCounters());
  }
}
