package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.testing.TestWal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.MD5Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a WAL is cut an entry begins, unless a value looks like one. */
class WalCutsTest {
  private static final TableName TABLE = TableName.valueOf("t");

  @TempDir private Path directory;
  private final Configuration conf = HBaseConfiguration.create();

  @Test
  void cutsAreWhereEntriesBegin() throws IOException {
    long seed = new Random().nextLong();
    Path wal = write(seed, 20_000, new byte[0]);
    List<Long> entries = positions(wal);
    List<Long> cuts = cuts(wal, 100_000);
    assertThat(cuts).as("seed %d", seed).hasSizeGreaterThan(10).isSorted();
    assertThat(new HashSet<>(entries)).as("seed %d", seed).containsAll(cuts);
  }

  @Test
  void thePartsBetweenCutsAreTheWhole() throws IOException {
    Path wal = write(5, 20_000, new byte[0]);
    List<Long> places = new ArrayList<>(List.of(0L));
    places.addAll(cuts(wal, 200_000));
    places.add(Long.MAX_VALUE);
    List<Long> sequences = new ArrayList<>();
    for (int i = 1; i < places.size(); i++) {
      try (WalEntries part = WalEntries.open(conf, path(wal), places.get(i - 1), places.get(i))) {
        while (part.next()) {
          sequences.add(part.sequence());
        }
        assertThat(part.ending())
            .isEqualTo(
                i == places.size() - 1 ? WalEntries.Ending.CLOSED : WalEntries.Ending.STOPPED);
        assertThat(i == places.size() - 1 || part.position() == places.get(i)).isTrue();
      }
    }
    assertThat(sequences).hasSize(20_000).isSorted().doesNotHaveDuplicates();
  }

  /** Such a cut is found out by whoever reads up to it. */
  @Test
  void aValueThatLooksLikeEntriesIsPassedOver() throws IOException {
    Path inner = write(6, 3000, new byte[0]);
    Path wal = write(7, 40, Files.readAllBytes(inner));
    Set<Long> entries = new HashSet<>(positions(wal));
    List<Long> wrong = cuts(wal, 100_000).stream().filter(cut -> !entries.contains(cut)).toList();
    assertThat(wrong).isNotEmpty();
    try (WalEntries part = WalEntries.open(conf, path(wal), 0, wrong.get(0))) {
      while (part.next()) {
        assertThat(part.position()).isLessThan(wrong.get(0));
      }
      assertThat(part.position()).isGreaterThan(wrong.get(0));
    }
  }

  @Test
  void aWalWhoseEntriesNeedThoseBeforeIsNotCut() throws IOException {
    conf.setBoolean(HConstants.ENABLE_WAL_COMPRESSION, true);
    assertThat(cuts(write(8, 20_000, new byte[0]), 50_000)).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNotCut() throws IOException {
    Path none = directory.resolve("host%2C16020%2C1.1");
    Files.write(none, new byte[1 << 20]);
    assertThat(cuts(none, 50_000)).isEmpty();
  }

  private List<Long> cuts(Path wal, long apart) throws IOException {
    return WalCuts.find(conf, path(wal), Files.size(wal), apart);
  }

  private List<Long> positions(Path wal) throws IOException {
    List<Long> positions = new ArrayList<>();
    try (WalEntries entries = WalEntries.open(conf, path(wal))) {
      while (entries.next()) {
        positions.add(entries.position());
      }
    }
    return positions;
  }

  private Path write(long seed, int entries, byte[] value) throws IOException {
    Random random = new Random(seed);
    Path wal = directory.resolve("host%2C16020%2C1." + seed);
    String[] regions = {MD5Hash.getMD5AsHex(new byte[] {1}), MD5Hash.getMD5AsHex(new byte[] {2})};
    try (TestWal out = TestWal.create(conf, wal)) {
      for (int i = 1; i <= entries; i++) {
        List<KeyValue> cells = new ArrayList<>();
        for (int j = 0; j <= random.nextInt(3); j++) {
          byte[] filler = new byte[random.nextInt(300)];
          random.nextBytes(filler);
          cells.add(
              new KeyValue(
                  Bytes.toBytes("row" + i),
                  Bytes.toBytes("f"),
                  Bytes.toBytes("q" + j),
                  i,
                  value.length > 0 ? value : filler));
        }
        out.append(TABLE, regions[random.nextInt(2)], i, 1_750_000_000_000L + i, cells);
      }
    }
    return wal;
  }

  private static org.apache.hadoop.fs.Path path(Path wal) {
    return new org.apache.hadoop.fs.Path(wal.toUri());
  }
}
