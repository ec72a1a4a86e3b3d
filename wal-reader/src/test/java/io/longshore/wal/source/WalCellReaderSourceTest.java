package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.wal.hbase.WalTail;
import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of a stream has all that was planned, or fails. */
class WalCellReaderSourceTest {
  private static final String WAL = TestRoot.name(16020, TestRoot.WRITTEN);

  @TempDir private Path directory;
  private final Configuration conf = TestRoot.conf(Kind.PLAIN);
  private TestRoot root;
  private int cells;
  private byte[] whole;

  @BeforeEach
  void write() throws IOException {
    root = new TestRoot(directory);
    conf.set(HConstants.HBASE_DIR, root.uri());
    cells = WalSourceBatchTest.cells(root.write(Kind.PLAIN, WAL, 1, 20));
    whole = root.bytes(WAL);
  }

  @Test
  void aClosedWalIsReadToItsEnd() throws IOException {
    assertThat(rows(WalTail.END, true)).isEqualTo(cells);
  }

  @Test
  void aWalThatHasNoEndYetIsNotTakenForRead() throws IOException {
    root.replace(WAL, whole, whole.length - 8);
    assertThatThrownBy(() -> rows(WalTail.END, true))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining(WAL);
    assertThat(rows(WalTail.END, false)).isEqualTo(cells);
  }

  @Test
  void whatWasThereMustBeThere() throws IOException {
    root.replace(WAL, whole, whole.length - 8);
    long position =
        WalTail.position(conf, new org.apache.hadoop.fs.Path(root.live(WAL).toUri()), 0);
    assertThat(rows(position, true)).isEqualTo(cells);
    root.replace(WAL, whole, whole.length / 2);
    assertThatThrownBy(() -> rows(position, true))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining(WAL);
    assertThat(rows(position, false)).isBetween(1, cells - 1);
    assertThat(rows(WalPart.NOW, true)).isBetween(1, cells - 1);
  }

  private int rows(long stop, boolean failOnDataLoss) throws IOException {
    WalPart part = new WalPart("file://" + root.live(WAL), "localhost:16020", 0, stop, 1);
    int rows = 0;
    try (WalCellReader reader =
        new WalCellReader(
            List.of(part),
            new WalPartOpener(conf, failOnDataLoss),
            WalColumn.values(),
            WalFilter.ALL)) {
      while (reader.next()) {
        assertThat(reader.get().numFields()).isEqualTo(13);
        rows++;
      }
    }
    return rows;
  }
}
