package io.longshore.wal.hbase;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.hbase.regionserver.wal.ProtobufWALStreamReader;

/**
 * HBase's reader, which takes the end of a file for a byte of 255 where it reads a single one, as
 * it does in compressed cells: so the cell at which a WAL was cut off could be read as another one.
 */
final class StrictWalReader extends ProtobufWALStreamReader {
  @Override
  protected InputStream getCellCodecInputStream(FSDataInputStream stream) {
    return new Strict(super.getCellCodecInputStream(stream));
  }

  /** Whether the file's server closed it. */
  boolean hasTrailer() {
    return trailerPresent;
  }

  private static final class Strict extends FilterInputStream {
    private Strict(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      if (read < 0) {
        throw new EOFException("EOF in the middle of a cell");
      }
      return read;
    }
  }
}
