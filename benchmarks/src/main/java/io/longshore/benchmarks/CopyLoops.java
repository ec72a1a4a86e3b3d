package io.longshore.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Ways to copy a gigabyte of files on a local disk, on one thread, with the source in the page
 * cache and the copy ending there: what the choice of {@code LocalOutput} rests on.
 *
 * <pre>benchmarks/run full-backup copy-loops</pre>
 */
final class CopyLoops implements Scenario {
  private static final int FILES = 16;

  @Override
  public String name() {
    return "copy-loops";
  }

  /** Copies one file. */
  @FunctionalInterface
  private interface Way {
    void copy(FileChannel in, FileChannel out) throws IOException;
  }

  @Override
  public List<Row> run(Bench bench) throws Exception {
    Path from = bench.place("loops-from");
    Path to = bench.place("loops-to");
    long bytes = write(from, bench.bytes(1024) / FILES);
    List<Row> rows = new ArrayList<>();
    rows.add(
        row("cp -r", bytes, to, () -> Contest.command("cp", "-r", from.toString(), to.toString())));
    rows.add(row("transferTo, no sum", bytes, to, all(from, to, CopyLoops::transfer)));
    for (int size : new int[] {256 << 10, 1 << 20}) {
      String with = ", direct buffer of " + (size >> 10) + " KB";
      ByteBuffer buffer = ByteBuffer.allocateDirect(size);
      ByteBuffer other = ByteBuffer.allocateDirect(size);
      rows.add(
          row(
              "read, sum, write" + with,
              bytes,
              to,
              all(from, to, (in, out) -> pump(in, out, buffer, null))));
      rows.add(
          row(
              "the same, then the file read back" + with,
              bytes,
              to,
              all(
                  from,
                  to,
                  (in, out) -> {
                    pump(in, out, buffer, null);
                    sum(out, other, 0, out.size());
                  })));
      rows.add(
          row(
              "the same, each piece read back at once" + with,
              bytes,
              to,
              all(from, to, (in, out) -> pump(in, out, buffer, other))));
    }
    ByteBuffer heap = ByteBuffer.allocate(1 << 20);
    rows.add(
        row(
            "read, sum, write, heap buffer of 1024 KB",
            bytes,
            to,
            all(from, to, (in, out) -> pump(in, out, heap, null))));
    return rows;
  }

  private static Row row(String what, long bytes, Path to, Contest.Action action) throws Exception {
    Times times =
        new Contest("copy loop: " + what)
            .with(Times.OURS, action, () -> Bench.delete(to))
            .run(2, 5);
    return Row.ofOurs(
        "copy loop, " + bytes / Bench.MEGABYTE + " MB: " + what,
        times.seconds(Times.OURS),
        "",
        "none: to compare",
        true);
  }

  private static Contest.Action all(Path from, Path to, Way way) {
    return () -> {
      Files.createDirectories(to);
      for (int i = 0; i < FILES; i++) {
        String file = Integer.toString(i);
        try (FileChannel in = FileChannel.open(from.resolve(file), StandardOpenOption.READ);
            FileChannel out =
                FileChannel.open(
                    to.resolve(file),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.READ)) {
          way.copy(in, out);
        }
      }
    };
  }

  private static void transfer(FileChannel in, FileChannel out) throws IOException {
    long position = 0;
    while (position < in.size()) {
      position += in.transferTo(position, in.size() - position, out);
    }
  }

  /**
   * @param readBack the buffer to read each piece back through, null for not at all
   */
  private static void pump(FileChannel in, FileChannel out, ByteBuffer buffer, ByteBuffer readBack)
      throws IOException {
    CRC32C crc = new CRC32C();
    long position = 0;
    while (in.read(buffer.clear()) >= 0) {
      crc.update(buffer.flip());
      buffer.flip();
      int length = buffer.remaining();
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      if (readBack != null) {
        sum(out, readBack, position, position + length);
      }
      position += length;
    }
  }

  private static void sum(FileChannel file, ByteBuffer buffer, long from, long end)
      throws IOException {
    CRC32C crc = new CRC32C();
    long position = from;
    while (position < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      position += file.read(buffer, position);
      crc.update(buffer.flip());
    }
  }

  private static long write(Path directory, long bytes) throws IOException {
    Files.createDirectories(directory);
    byte[] content = new byte[(int) bytes];
    new Random(1).nextBytes(content);
    for (int i = 0; i < FILES; i++) {
      Files.write(directory.resolve(Integer.toString(i)), content);
    }
    return bytes * FILES;
  }
}
