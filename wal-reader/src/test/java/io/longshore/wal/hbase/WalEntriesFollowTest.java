package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.testing.EmbeddedHdfs;
import io.longshore.wal.hbase.WalEntries.Ending;
import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.FSHLogProvider;
import org.apache.hadoop.hbase.wal.WAL;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.apache.hadoop.hbase.wal.WALKeyImpl;
import org.apache.hadoop.hbase.wal.WALProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WALs that are read while they grow. */
class WalEntriesFollowTest {
  private static final String NAME = "localhost%2C16020%2C1732150000000.1732150001000";
  private static final String SERVER = "WALs/localhost,16020,1732150000000";

  @TempDir private Path directory;
  private final Configuration conf = HBaseConfiguration.create();
  private Path root;
  private Path file;

  @BeforeEach
  void rootOfHBase() throws IOException {
    root = directory.resolve("hbase");
    file = root.resolve(SERVER).resolve(NAME);
    Files.createDirectories(file.getParent());
    conf.set("fs.defaultFS", "file:///");
    conf.set(HConstants.HBASE_DIR, root.toUri().toString());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyEntryIsReadOnceHoweverTheWalGrows(Kind kind) throws IOException {
    kind.configure(conf);
    WrittenWal.write(conf, file, 4, 12);
    List<Long> whole = sequences(0, WalTail.END, Ending.CLOSED);
    byte[] bytes = Files.readAllBytes(file);
    List<Long> read = new ArrayList<>();
    long position = 0;
    int step = kind == Kind.ENCRYPTED ? 211 : 29;
    for (int length = 0; length < bytes.length; length += step) {
      replace(Arrays.copyOf(bytes, length));
      long next = WalTail.position(conf, listed(), position);
      assertThat(next).as("of %d bytes", length).isBetween(position, (long) length);
      read.addAll(sequences(position, next, next > position ? Ending.STOPPED : null));
      position = next;
    }
    replace(bytes);
    assertThat(WalTail.position(conf, listed(), position)).isEqualTo(WalTail.END);
    read.addAll(sequences(position, WalTail.END, Ending.CLOSED));
    assertThat(read).isEqualTo(whole).hasSize(12);
  }

  @Test
  void whatAServerLeftUnfinishedEndsInTheArchive() throws IOException {
    WrittenWal.write(conf, file, 4, 3);
    byte[] bytes = Files.readAllBytes(file);
    replace(Arrays.copyOf(bytes, bytes.length - 20));
    assertThat(sequences(0, WalTail.END, Ending.OPEN)).hasSize(2);
    long position = WalTail.position(conf, listed(), 0);
    assertThat(position).isPositive().isLessThan(bytes.length);
    Path archived = root.resolve("oldWALs").resolve(NAME);
    Files.createDirectories(archived.getParent());
    Files.move(file, archived);
    assertThat(WalTail.position(conf, listed(), position)).isEqualTo(WalTail.END);
    assertThat(sequences(position, WalTail.END, Ending.CUT_OFF)).isEmpty();
  }

  @Test
  void aWalThatGrewShorterIsDamaged() throws IOException {
    WrittenWal.write(conf, file, 4, 3);
    byte[] bytes = Files.readAllBytes(file);
    replace(Arrays.copyOf(bytes, bytes.length - 8));
    long position = WalTail.position(conf, listed(), 0);
    replace(Arrays.copyOf(bytes, bytes.length - 40));
    assertThatThrownBy(() -> WalTail.position(conf, listed(), position))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WAL_DAMAGED))
        .hasMessageContaining(NAME);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PLAIN", "COMPRESSED"})
  void whatIsSyncedToHdfsIsThere(Kind kind) throws Exception {
    Configuration settings = new Configuration(conf);
    try (EmbeddedHdfs hdfs = new EmbeddedHdfs(directory.resolve("hdfs"), settings)) {
      Configuration live = hdfs.configuration();
      kind.configure(live);
      org.apache.hadoop.fs.Path home = new org.apache.hadoop.fs.Path(live.get("fs.defaultFS"));
      live.set(HConstants.HBASE_DIR, new org.apache.hadoop.fs.Path(home, "/hbase").toString());
      org.apache.hadoop.fs.Path wal =
          new org.apache.hadoop.fs.Path(home, "/hbase/" + SERVER + "/" + NAME);
      hdfs.fileSystem().mkdirs(wal.getParent());
      long position = 0;
      try (WALProvider.Writer writer =
          FSHLogProvider.createWriter(live, hdfs.fileSystem(), wal, false)) {
        for (int i = 1; i <= 3; i++) {
          writer.append(entry(i));
          writer.sync(false);
          long next = WalTail.position(live, wal, position);
          assertThat(next).isGreaterThan(position).isLessThan(WalTail.END);
          try (WalEntries entries = WalEntries.follow(live, wal, position, next)) {
            assertThat(entries.next()).isTrue();
            assertThat(entries.sequence()).isEqualTo(i);
            assertThat(entries.next()).isFalse();
            assertThat(entries.ending()).isEqualTo(Ending.STOPPED);
          }
          position = next;
        }
      }
      assertThat(WalTail.position(live, wal, position)).isEqualTo(WalTail.END);
    }
  }

  /** Where data come to the file long before Hadoop's checksums of them. */
  @Test
  void aLocalDiskIsFollowedAsFarAsItIsWritten() throws IOException {
    int written = 400;
    List<Long> read = new ArrayList<>();
    long position = 0;
    Configuration server = new Configuration(conf);
    server.setBoolean("hbase.unsafe.stream.capability.enforce", false);
    // The cached file system keeps the settings of whoever asked first.
    server.setBoolean("fs.file.impl.disable.cache", true);
    try (WALProvider.Writer writer =
        FSHLogProvider.createWriter(server, listed().getFileSystem(server), listed(), true)) {
      for (int i = 1; i <= written; i++) {
        writer.append(entry(i, new byte[i == 200 ? 300_000 : 5_000]));
        writer.sync(false);
        if (i % 5 == 0) {
          long next = WalTail.position(conf, listed(), position);
          assertThat(next).isBetween(position, WalTail.END - 1);
          read.addAll(sequences(position, next, null));
          position = next;
        }
      }
      assertThat(read).hasSizeGreaterThan(written / 2);
    }
    read.addAll(sequences(position, WalTail.END, Ending.CLOSED));
    assertThat(read).hasSize(written).isSorted().doesNotHaveDuplicates();
  }

  private static WAL.Entry entry(long sequence) {
    return entry(sequence, Bytes.toBytes("value"));
  }

  private static WAL.Entry entry(long sequence, byte[] value) {
    byte[] row = Bytes.toBytes("row");
    WALEdit edit = new WALEdit();
    edit.add(new org.apache.hadoop.hbase.KeyValue(row, row, row, value));
    return new WAL.Entry(
        new WALKeyImpl(
            Bytes.toBytes("region"),
            TableName.valueOf("t"),
            sequence,
            1732150000000L,
            HConstants.DEFAULT_CLUSTER_ID),
        edit);
  }

  private List<Long> sequences(long start, long stop, Ending ending) throws IOException {
    List<Long> sequences = new ArrayList<>();
    try (WalEntries entries = WalEntries.follow(conf, listed(), start, stop)) {
      while (entries.next()) {
        sequences.add(entries.sequence());
      }
      if (ending != null) {
        assertThat(entries.ending()).isEqualTo(ending);
      }
    }
    return sequences;
  }

  private org.apache.hadoop.fs.Path listed() {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }

  private void replace(byte[] content) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + NAME + ".crc"));
    Files.write(file, content);
  }
}
