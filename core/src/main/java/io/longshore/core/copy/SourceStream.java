package io.longshore.core.copy;

import io.longshore.core.error.Errors;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A range of a source file, read within the bandwidth budget and summed on the way. HBase moves
 * store files between data and archive while we read: the content stays the same, so the stream
 * looks for the file again and goes on at the same byte.
 */
final class SourceStream extends InputStream {
  private final Configuration conf;
  private final CopyItem item;
  private final BandwidthBudget budget;
  private final LongConsumer progress;
  private final CRC32C crc = new CRC32C();
  private final long end;
  private long position;
  private FSDataInputStream in;

  SourceStream(
      Configuration conf,
      CopyItem item,
      FilePart range,
      BandwidthBudget budget,
      LongConsumer progress)
      throws IOException {
    this.conf = conf;
    this.item = item;
    this.budget = budget;
    this.progress = progress;
    this.position = range.offset();
    this.end = range.offset() + range.length();
    open();
  }

  Checksum checksum() {
    return Checksum.of(crc);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (position == end) {
      return -1;
    }
    int wanted = (int) Math.min(length, end - position);
    budget.acquire(wanted);
    int read = readSome(buffer, offset, wanted);
    if (read < 0) {
      throw Errors.sourceFileTruncated(item.sources().get(0), position, item.length());
    }
    crc.update(buffer, offset, read);
    position += read;
    progress.accept(read);
    return read;
  }

  private int readSome(byte[] buffer, int offset, int wanted) throws IOException {
    // Fills the buffer: the budget was asked for that much, and short reads cost system calls.
    int total = 0;
    boolean reopened = false;
    while (total < wanted) {
      try {
        int read = in.read(buffer, offset + total, wanted - total);
        if (read < 0) {
          return total == 0 ? -1 : total;
        }
        total += read;
      } catch (FSError e) {
        throw LocalFiles.unwrap(e);
      } catch (FileNotFoundException e) {
        if (reopened) {
          throw e;
        }
        reopened = true;
        position += total;
        close();
        open();
        position -= total;
      }
    }
    return total;
  }

  private void open() throws IOException {
    FileNotFoundException missing = null;
    // Twice: between two look-ups the file may have moved from a place not yet asked to one that
    // was.
    for (int round = 0; round < 2; round++) {
      for (String source : item.sources()) {
        try {
          open(new Path(source));
          return;
        } catch (FileNotFoundException e) {
          missing = e;
        }
      }
    }
    throw Errors.sourceFileMissing(item.sources(), missing);
  }

  private void open(Path path) throws IOException {
    FileSystem fs = TargetStore.rawFileSystem(path, conf);
    in = fs.open(path);
    try {
      in.seek(position);
    } catch (EOFException e) {
      in.close();
      throw Errors.sourceFileTruncated(
          path.toString(), fs.getFileStatus(path).getLen(), item.length());
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }
}
