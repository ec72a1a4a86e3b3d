package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.wal.hbase.WalEntries.Ending;
import io.longshore.wal.hbase.WrittenWal.Entry;
import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.regionserver.wal.WALCellCodec;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WALs written by HBase's own writer, whole, cut off and damaged. */
class WalEntriesTest {
  private static final String NAME = "localhost%2C16020%2C1732150000000.1732150001000";

  @TempDir private Path directory;
  private final Configuration conf = HBaseConfiguration.create();
  private Path root;

  @BeforeEach
  void rootOfHBase() {
    root = directory.resolve("hbase");
    conf.set("fs.defaultFS", "file:///");
    conf.set(HConstants.HBASE_DIR, root.toUri().toString());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void readsWhatWasWritten(Kind kind) throws IOException {
    List<Entry> written = write(kind, 7, 200);
    Path file = listed();
    try (WalEntries entries = open(kind, file)) {
      assertThat(read(entries)).isEqualTo(written);
      assertThat(entries.ending()).isEqualTo(Ending.CLOSED);
      assertThat(entries.length()).isEqualTo(Files.size(file));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aWalThatIsCutOffAnywhereIsReadAsFarAsItWasWritten(Kind kind) throws IOException {
    List<Entry> written = write(kind, 3, 6);
    byte[] whole = Files.readAllBytes(listed());
    int before = -1;
    for (int length = 0; length < whole.length; length += step(kind)) {
      Path file = replace(Arrays.copyOf(whole, length));
      try (WalEntries entries = open(kind, file)) {
        List<Entry> read = read(entries);
        assertThat(read).as("cut at %d", length).isEqualTo(written.subList(0, read.size()));
        assertThat(read.size()).as("cut at %d", length).isGreaterThanOrEqualTo(before);
        assertThat(entries.ending())
            .as("cut at %d", length)
            .isEqualTo(read.isEmpty() ? Ending.EMPTY : Ending.CUT_OFF);
        before = read.size();
      }
    }
    assertThat(before).isGreaterThanOrEqualTo(written.size() - 1);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFlippedByteOfAClosedWalNeverHidesAnEntry(Kind kind) throws IOException {
    List<Entry> written = write(kind, 5, 6);
    byte[] whole = Files.readAllBytes(listed());
    int found = 0;
    // The trailer says that the file is closed: without it, it is one that was cut off.
    for (int i = 4; i < whole.length - 8; i += step(kind)) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) 0xff;
      Path file = replace(damaged);
      try (WalEntries entries = open(kind, file)) {
        assertThat(read(entries)).as("flipped at %d", i).hasSameSizeAs(written);
      } catch (LongshoreException e) {
        assertThat(e.code()).isIn(ErrorCode.WAL_DAMAGED, ErrorCode.WAL_UNREADABLE);
        assertThat(e).hasMessageContaining(NAME);
        found++;
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void saysWhereItIsDamaged() throws IOException {
    List<Entry> written = write(Kind.PLAIN, 1, 3);
    Path file = listed();
    List<Long> positions = new ArrayList<>();
    try (WalEntries entries = open(Kind.PLAIN, file)) {
      while (entries.next()) {
        positions.add(entries.position());
      }
    }
    byte[] damaged = Files.readAllBytes(file);
    damaged[positions.get(1).intValue()] ^= 0x40;
    replace(damaged);
    try (WalEntries entries = open(Kind.PLAIN, file)) {
      assertThat(entries.next()).isTrue();
      assertThatThrownBy(entries::next)
          .isInstanceOf(LongshoreException.class)
          .hasMessageContaining(NAME + " is damaged: the entry at byte " + positions.get(1));
    }
  }

  @Test
  void aFlippedLengthFarFromTheEndIsDamageAlsoWhereTheServerDied() throws IOException {
    write(Kind.PLAIN, 9, 2000);
    byte[] whole = Files.readAllBytes(listed());
    // Without its trailer, which is the last 8 bytes.
    byte[] cut = Arrays.copyOf(whole, whole.length - 8);
    assertThat(cut.length).isGreaterThan(200 << 10);
    List<Long> positions = new ArrayList<>();
    try (WalEntries entries = open(Kind.PLAIN, replace(cut))) {
      while (entries.next()) {
        positions.add(entries.position());
      }
      assertThat(entries.ending()).isEqualTo(Ending.CUT_OFF);
      assertThat(positions).hasSize(2000);
    }
    for (int bit = 0; bit < 8; bit++) {
      byte[] damaged = cut.clone();
      damaged[positions.get(100).intValue()] ^= (byte) (1 << bit);
      try (WalEntries entries = open(Kind.PLAIN, replace(damaged))) {
        assertThatThrownBy(
                () -> {
                  while (entries.next()) {
                    // To where it is damaged.
                  }
                })
            .as("bit %d", bit)
            .isInstanceOfSatisfying(
                LongshoreException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.WAL_DAMAGED));
      }
    }
  }

  @Test
  void findsAWalThatHasMoved() throws IOException {
    List<Entry> written = write(Kind.PLAIN, 1, 3);
    Path file = listed();
    for (String place :
        new String[] {
          "WALs/localhost,16020,1732150000000-splitting",
          "oldWALs",
          "oldWALs/localhost,16020,1732150000000"
        }) {
      Path moved = root.resolve(place).resolve(NAME);
      Files.createDirectories(moved.getParent());
      Files.move(file, moved);
      try (WalEntries entries = open(Kind.PLAIN, listed())) {
        assertThat(read(entries)).isEqualTo(written);
        assertThat(entries.path().toUri().getPath()).isEqualTo(moved.toString());
      }
      file = moved;
    }
    Files.delete(file);
    assertThatThrownBy(() -> open(Kind.PLAIN, listed()))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WAL_MISSING))
        .hasMessageContaining("oldWALs/" + NAME);
  }

  @Test
  void readsOnInAWalThatIsMovedMeanwhile() throws IOException {
    List<Entry> written = write(Kind.PLAIN, 2, 50);
    Path file = listed();
    try (WalEntries entries = open(Kind.PLAIN, file)) {
      assertThat(entries.next()).isTrue();
      Path moved = root.resolve("oldWALs").resolve(NAME);
      Files.createDirectories(moved.getParent());
      Files.move(file, moved);
      assertThat(read(entries)).isEqualTo(written.subList(1, written.size()));
    }
  }

  @Test
  void aKeyThatIsNotHereIsSaid() throws IOException {
    write(Kind.ENCRYPTED, 1, 3);
    Kind.PLAIN.configure(conf);
    assertThatThrownBy(() -> WalEntries.open(conf, new org.apache.hadoop.fs.Path(listed().toUri())))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.WAL_UNREADABLE));
  }

  @Test
  void aCodecThatIsNotHereIsSaid() throws IOException {
    write(Kind.PLAIN, 1, 3);
    String codec = WALCellCodec.class.getName();
    String wal = Files.readString(listed(), StandardCharsets.ISO_8859_1);
    assertThat(wal).contains(codec);
    String other = codec.substring(0, codec.length() - 1) + "X";
    replace(wal.replace(codec, other).getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> open(Kind.PLAIN, listed()))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WAL_UNREADABLE))
        .hasMessageContaining(NAME)
        .hasMessageContaining(other);
  }

  /** Unwrapping a key takes a while. */
  private static int step(Kind kind) {
    return kind == Kind.ENCRYPTED ? 17 : 1;
  }

  private Path listed() {
    return root.resolve("WALs/localhost,16020,1732150000000").resolve(NAME);
  }

  private List<Entry> write(Kind kind, long seed, int count) throws IOException {
    Files.createDirectories(listed().getParent());
    kind.configure(conf);
    return WrittenWal.write(conf, listed(), seed, count);
  }

  /** Puts other bytes in the file's place, and no checksum of Hadoop's beside them. */
  private Path replace(byte[] content) throws IOException {
    Files.deleteIfExists(listed().resolveSibling("." + NAME + ".crc"));
    return Files.write(listed(), content);
  }

  private WalEntries open(Kind kind, Path file) throws IOException {
    kind.configure(conf);
    return WalEntries.open(conf, new org.apache.hadoop.fs.Path(file.toUri()));
  }

  private static List<Entry> read(WalEntries entries) throws IOException {
    List<Entry> read = new ArrayList<>();
    while (entries.next()) {
      List<String> cells = new ArrayList<>();
      for (Cell cell : entries.cells()) {
        cells.add(WrittenWal.describe(cell));
      }
      read.add(
          new Entry(
              entries.table().getNameAsString(),
              Bytes.toString(entries.region()),
              entries.sequence(),
              entries.writeTime(),
              cells));
    }
    return read;
  }
}
