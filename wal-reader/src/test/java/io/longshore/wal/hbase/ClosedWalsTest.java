package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.testing.TestWal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a disk that does not know who has a file open: there a WAL's trailer says that it is closed.
 */
class ClosedWalsTest {
  private static final String LIVE = "h,1,5";

  @TempDir private Path directory;
  private final Configuration conf = HBaseConfiguration.create();
  private Path file;

  @BeforeEach
  void write() throws IOException {
    conf.set("fs.defaultFS", "file:///");
    file = directory.resolve("h%2C1%2C5.100");
    try (TestWal wal = TestWal.create(conf, file)) {
      wal.append(
          TableName.valueOf("t"),
          "0".repeat(32),
          1,
          1,
          List.of(new KeyValue(new byte[1], new byte[] {'f'}, null, 1, new byte[1])));
    }
  }

  @Test
  void aClosedWalIsNotWaitedFor() {
    assertThatCode(() -> await(LIVE, wal(false))).doesNotThrowAnyException();
  }

  @Test
  void aWalThatAServerKeepsOpenIsSaid() throws IOException {
    cutOff();
    assertThatThrownBy(() -> await(LIVE, wal(false)))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WAL_UNREADABLE))
        .hasMessageContaining(file.getFileName().toString());
  }

  @Test
  void anArchivedWalIsClosed() throws IOException {
    cutOff();
    assertThatCode(() -> await(LIVE, wal(true))).doesNotThrowAnyException();
  }

  @Test
  void aServerThatDiedIsNotWaitedFor() throws IOException {
    cutOff();
    assertThatCode(() -> await("h,1,6", wal(false))).doesNotThrowAnyException();
  }

  @Test
  void aWalThatMovedMeanwhileWasArchived() throws IOException {
    WalFile wal = wal(false);
    Files.delete(file);
    assertThatCode(() -> await(LIVE, wal)).doesNotThrowAnyException();
  }

  @Test
  void anInterruptEndsTheWait() throws IOException {
    cutOff();
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                new ClosedWals(conf, Set.of(LIVE), Duration.ofHours(1)).await(List.of(wal(false))))
        .isInstanceOfAny(InterruptedIOException.class, ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void onlyAWholeTrailerIsOne() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    assertThat(hasTrailer()).isTrue();
    for (int length = whole.length - 1; length >= 0; length--) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(hasTrailer()).as("%d of %d bytes", length, whole.length).isFalse();
    }
  }

  private boolean hasTrailer() throws IOException {
    return ClosedWals.hasTrailer(
        FileSystem.getLocal(conf).getRaw(), new org.apache.hadoop.fs.Path(file.toUri()));
  }

  private void await(String live, WalFile wal) throws IOException {
    new ClosedWals(conf, Set.of(live), Duration.ofMillis(1)).await(List.of(wal));
  }

  private void cutOff() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
  }

  private WalFile wal(boolean archived) {
    return new WalFile(new org.apache.hadoop.fs.Path(file.toUri()), "h:1", 100, 1, archived);
  }
}
