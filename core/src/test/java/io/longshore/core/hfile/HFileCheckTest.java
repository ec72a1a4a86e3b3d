package io.longshore.core.hfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.MetaCellComparator;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HFileCheckTest {
  private static final int CELLS = 20_000;

  @TempDir private Path directory;
  private final Configuration conf = new Configuration();

  @Test
  void nothingIsWrongWithAWholeFile() throws IOException {
    StoreFile file = write(rows(0, CELLS));
    HFileCheck.Result result = check(file, RowRange.ALL);
    assertThat(result.problem()).isNull();
    assertThat(result.digest().cells()).isEqualTo(CELLS);
    assertThat(check(write(List.of()), RowRange.ALL).problem()).isNull();
  }

  @Test
  void theDigestIsThatOfTheCellsWhereverTheyLie() throws IOException {
    HFileCheck.Result whole = check(write(rows(0, 900)), RowRange.ALL);
    HFileCheck.Result head = check(write(rows(0, 400)), RowRange.ALL);
    HFileCheck.Result tail = check(write(rows(400, 900)), RowRange.ALL);
    assertThat(head.digest().value() + tail.digest().value()).isEqualTo(whole.digest().value());
    List<KeyValue> other = rows(0, 900);
    other.set(
        17,
        new KeyValue(
            Bytes.toBytes(row(17)), Bytes.toBytes("f"), Bytes.toBytes("qv"), 1, new byte[0]));
    assertThat(check(write(other), RowRange.ALL).digest().value())
        .isNotEqualTo(whole.digest().value());
  }

  @Test
  void aFlippedByteIsFoundWithItsBlock() throws IOException {
    StoreFile file = write(rows(0, CELLS));
    Path path = directory.resolve(file.name());
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 3] ^= 1;
    Files.write(path, bytes);
    assertThat(check(file, RowRange.ALL).problem())
        .startsWith("is damaged: the block at byte ")
        .contains("checksum");
    Files.write(path, new byte[100]);
    assertThat(check(file, RowRange.ALL).problem()).startsWith("is damaged: ");
  }

  @Test
  void aRowOfAnotherRegionIsFound() throws IOException {
    StoreFile file = write(rows(0, 50));
    RowRange rows = new RowRange(Bytes.toBytes(row(0)), Bytes.toBytes(row(20)));
    assertThat(check(file, rows).problem())
        .isEqualTo("has row " + row(20) + ", which is none of its region");
  }

  @Test
  void cellsOutOfOrderAreFound() throws IOException {
    // In HBase's own table of regions a comma parts the key: it orders these the other way.
    StoreFile file = write(List.of(cell("a,b"), cell("a!c")), MetaCellComparator.META_COMPARATOR);
    assertThat(check(file, RowRange.ALL).problem())
        .isEqualTo("is out of order: row a!c follows on row a,b");
  }

  @Test
  void itCanBeCancelled() throws IOException {
    StoreFile file = write(rows(0, CELLS));
    assertThatThrownBy(() -> HFileCheck.check(conf, file, RowRange.ALL, () -> true))
        .isInstanceOf(InterruptedIOException.class);
  }

  private HFileCheck.Result check(StoreFile file, RowRange rows) throws IOException {
    return HFileCheck.check(conf, file, rows, () -> false);
  }

  private StoreFile write(List<KeyValue> cells) throws IOException {
    return write(cells, CellComparator.getInstance());
  }

  private StoreFile write(List<KeyValue> cells, CellComparator order) throws IOException {
    Path path = Files.createTempFile(directory, "file", "");
    FileSystem fs = FileSystem.getLocal(conf).getRaw();
    try (HFile.Writer writer =
        HFile.getWriterFactory(conf, CacheConfig.DISABLED)
            .withPath(fs, new org.apache.hadoop.fs.Path(path.toUri()))
            .withFileContext(
                new HFileContextBuilder().withBlockSize(1024).withCellComparator(order).build())
            .create()) {
      for (KeyValue cell : cells) {
        writer.append(cell);
      }
    }
    return new StoreFile(
        List.of(directory.toUri().toString()),
        path.getFileName().toString(),
        Files.size(path),
        null);
  }

  private static List<KeyValue> rows(int from, int to) {
    List<KeyValue> cells = new ArrayList<>();
    for (int i = from; i < to; i++) {
      cells.add(cell(row(i)));
    }
    return cells;
  }

  private static String row(int number) {
    return String.format("row%05d", number);
  }

  private static KeyValue cell(String row) {
    return new KeyValue(
        Bytes.toBytes(row), Bytes.toBytes("f"), Bytes.toBytes("q"), 1, Bytes.toBytes("v"));
  }
}
