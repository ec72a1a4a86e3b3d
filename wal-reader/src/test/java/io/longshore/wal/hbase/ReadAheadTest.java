package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read ahead is what is there, in whatever pieces it is asked for. */
class ReadAheadTest {
  private static final Configuration CONF = new Configuration();

  @Property(tries = 200)
  void bytesAndPositionsAreThoseOfTheFile(
      @ForAll long seed, @ForAll @IntRange(max = 300_000) int length) throws IOException {
    java.nio.file.Path directory = Files.createTempDirectory("read-ahead");
    try {
      byte[] bytes = new byte[length];
      Random random = new Random(seed);
      random.nextBytes(bytes);
      Path file = new Path(directory.resolve("file").toUri());
      Files.write(directory.resolve("file"), bytes);
      try (FSDataInputStream in = open(file)) {
        readInPieces(in, bytes, random);
      }
    } finally {
      Files.deleteIfExists(directory.resolve("file"));
      Files.delete(directory);
    }
  }

  private static void readInPieces(FSDataInputStream in, byte[] bytes, Random random)
      throws IOException {
    int at = 0;
    for (int i = 0; i < 200; i++) {
      assertThat(in.getPos()).isEqualTo(at);
      switch (random.nextInt(4)) {
        case 0 -> {
          int read = in.read();
          assertThat(read).isEqualTo(at < bytes.length ? bytes[at] & 0xff : -1);
          at += read < 0 ? 0 : 1;
        }
        case 1 -> {
          at = random.nextInt(bytes.length + 1);
          in.seek(at);
        }
        default -> {
          byte[] to = new byte[random.nextInt(i % 10 == 0 ? 200_000 : 2000)];
          int read = in.read(to, 0, to.length);
          if (to.length > 0 && at == bytes.length) {
            assertThat(read).isEqualTo(-1);
          } else {
            assertThat(Arrays.equals(to, 0, read, bytes, at, at + read)).isTrue();
            at += read;
          }
        }
      }
    }
  }

  /** A fault behind it does not keep from what can be read. */
  @Test
  void aFaultShowsWhereItIs(@TempDir java.nio.file.Path directory) throws IOException {
    Path file = new Path(directory.resolve("file").toUri());
    FileSystem local = FileSystem.getLocal(CONF);
    try (FSDataOutputStream out = local.create(file)) {
      out.write(new byte[20_000]);
    }
    try (RandomAccessFile damaged =
        new RandomAccessFile(directory.resolve("file").toFile(), "rw")) {
      damaged.seek(15_000);
      damaged.write(1);
    }
    try (FSDataInputStream in = ReadAhead.of(local).open(file)) {
      int sound = 15_000 / 512 * 512;
      for (int i = 0; i < sound; i++) {
        assertThat(in.read()).isZero();
      }
      assertThat(in.getPos()).isEqualTo(sound);
      assertThatThrownBy(in::read).isInstanceOf(ChecksumException.class);
    }
  }

  private static FSDataInputStream open(Path file) throws IOException {
    return ReadAhead.of(FileSystem.getLocal(CONF)).open(file);
  }
}
