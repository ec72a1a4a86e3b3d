package io.longshore.wal.hbase;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.codec.KeyValueCodecWithTags;
import org.apache.hadoop.hbase.regionserver.wal.ProtobufWALStreamReader;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.WALProtos.WALKey;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.wal.WAL.Entry;
import org.apache.hbase.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.hbase.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * HBase's reader, which takes the end of a file for a byte of 255 where it reads a single one, as
 * it does in compressed cells: so the cell at which a WAL was cut off could be read as another one.
 * And one that has a buffer of 4 KB made for each key: a fifth of the time of reading small
 * entries.
 */
final class StrictWalReader extends ProtobufWALStreamReader {
  /** A key names a region, a table, a few clusters; a longer one is rare, or no key. */
  private static final int LONG_KEY = 1 << 12;

  private final byte[] keyBytes = new byte[LONG_KEY];
  private final byte[] lengthBytes = new byte[Integer.BYTES];

  @Override
  protected InputStream getCellCodecInputStream(FSDataInputStream stream) {
    return new Strict(super.getCellCodecInputStream(stream));
  }

  /** Whether the file's server closed it. */
  boolean hasTrailer() {
    return trailerPresent;
  }

  /** As HBase's, with the same exceptions: EOFException where the file ends too early. */
  @Override
  public Entry next(Entry reuse) throws IOException {
    long start = getPosition();
    if (reachWALEditsStopOffset(start)) {
      return null;
    }
    WALKey key = readKey(start);
    Entry entry = reuse == null ? new Entry() : reuse;
    entry.getKey().readFieldsFromPb(key, byteStringUncompressor);
    int cells = key.getFollowingKvCount();
    if (cells > 0) {
      readCells(entry, cells);
    }
    return entry;
  }

  private WALKey readKey(long start) throws IOException {
    int size;
    try {
      int first = inputStream.read();
      if (first < 0) {
        throw new EOFException("EOF at the beginning of a WALKey, position=" + start);
      }
      size = CodedInputStream.readRawVarint32(first, inputStream);
      if (size < 0 || size > LONG_KEY) {
        inputStream.seek(start);
        return ProtobufUtil.parseDelimitedFrom(inputStream, WALKey.parser());
      }
    } catch (InvalidProtocolBufferException e) {
      throw ofKey(start, e, ProtobufUtil.isEOF(e) || isWALTrailer(start));
    }
    inputStream.readFully(keyBytes, 0, size);
    try {
      return WALKey.parser().parseFrom(keyBytes, 0, size);
    } catch (InvalidProtocolBufferException e) {
      // All of it was there: what is cut short in it is damaged.
      throw ofKey(start, e, isWALTrailer(start));
    }
  }

  private static IOException ofKey(long start, Exception cause, boolean isEnd) {
    String what = " while reading WALKey, position=" + start;
    return isEnd ? eof("EOF" + what, cause) : new IOException("Error" + what, cause);
  }

  private void readCells(Entry entry, int expected) throws IOException {
    long start = getPosition();
    int read;
    try {
      read =
          isPlain()
              ? readPlain(entry.getEdit().getCells(), expected)
              : entry.getEdit().readFromCells(cellDecoder, expected);
    } catch (OutOfMemoryError e) {
      // A damaged length asks for more than there is.
      throw new IOException("Error while reading " + expected + " cells from " + start, e);
    } catch (IOException | RuntimeException e) {
      String what = " while reading " + expected + " cells from position " + start;
      IOException hidden = extractHiddenEof(e);
      if (hidden != null) {
        throw eof("EOF" + what, hidden);
      }
      throw new IOException("Error" + what, e);
    }
    if (read != expected) {
      throw new EOFException("Only read " + read + " of " + expected + " cells from " + start);
    }
    if (trailerPresent && getPosition() > walEditsStopOffset) {
      throw new EOFException("Read the trailer for cells from position " + start);
    }
  }

  /** Whether cells are neither packed nor encrypted. */
  boolean isPlain() {
    return cellDecoder.getClass() == KeyValueCodecWithTags.KeyValueDecoder.class;
  }

  /**
   * As {@code KeyValueCodecWithTags} has them: a length, and so many bytes. HBase's decoder asks
   * for the first byte of each by itself, through four streams, and keeps a copy of its family.
   */
  private int readPlain(List<Cell> cells, int expected) throws IOException {
    cells.clear();
    for (int i = 0; i < expected; i++) {
      // All four at once: readInt asks for one at a time.
      inputStream.readFully(lengthBytes);
      int length = Bytes.toInt(lengthBytes);
      if (length < 0) {
        throw new IOException("A cell has a length of " + length);
      }
      byte[] bytes = new byte[length];
      inputStream.readFully(bytes, 0, length);
      cells.add(new KeyValue(bytes, 0, length));
    }
    return expected;
  }

  private static EOFException eof(String message, Exception cause) {
    EOFException eof = new EOFException(message);
    eof.initCause(cause);
    return eof;
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
