package io.longshore.jobs.sort;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.Tuple2;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.reflect.ClassTag;

/**
 * Writes {@link SortRecord}s into Spark's shuffle as they are, each behind its length. What is read
 * is one object used for all: since records may be moved about as bytes ({@code
 * supportsRelocationOfSerializedObjects}), Spark never holds on to one.
 */
final class RecordSerializer extends Serializer implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BUFFER = 1 << 16;

  @Override
  public SerializerInstance newInstance() {
    return new Instance();
  }

  @Override
  public boolean supportsRelocationOfSerializedObjects() {
    return true;
  }

  private static final class Instance extends SerializerInstance {
    @Override
    public SerializationStream serializeStream(OutputStream out) {
      return new Writing(out);
    }

    @Override
    public DeserializationStream deserializeStream(InputStream in) {
      return new Reading(in);
    }

    @Override
    public <T> ByteBuffer serialize(T value, ClassTag<T> type) {
      throw new UnsupportedOperationException("records go through streams only");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> type) {
      throw new UnsupportedOperationException("records go through streams only");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> type) {
      throw new UnsupportedOperationException("records go through streams only");
    }
  }

  /** Writes through a buffer of its own: the JDK's streams lock themselves for every few bytes. */
  private static final class Writing extends SerializationStream {
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int used;

    private Writing(OutputStream out) {
      this.out = out;
    }

    @Override
    public <T> SerializationStream writeKey(T key, ClassTag<T> type) {
      // The range, which the reader knows.
      return this;
    }

    @Override
    public <T> SerializationStream writeValue(T value, ClassTag<T> type) {
      return writeObject(value, type);
    }

    @Override
    public <T> SerializationStream writeObject(T value, ClassTag<T> type) {
      SortRecord record = (SortRecord) value;
      int length = record.length();
      if (BUFFER - used < Integer.BYTES + length) {
        drain();
      }
      used = Bytes.putInt(buffer, used, length);
      if (BUFFER - used < length) {
        drain();
        write(record.bytes(), length);
      } else {
        System.arraycopy(record.bytes(), 0, buffer, used, length);
        used += length;
      }
      return this;
    }

    @Override
    public void flush() {
      drain();
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      drain();
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void drain() {
      write(buffer, used);
      used = 0;
    }

    private void write(byte[] bytes, int length) {
      try {
        out.write(bytes, 0, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reading extends DeserializationStream {
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private final SortRecord record = new SortRecord();
    private final Tuple2<Object, Object> answer = new Tuple2<>(null, record);
    private int position;
    private int limit;

    private Reading(InputStream in) {
      this.in = in;
    }

    @Override
    public <T> T readObject(ClassTag<T> type) {
      throw new UnsupportedOperationException("records are read in pairs");
    }

    @Override
    public Iterator<Tuple2<Object, Object>> asKeyValueIterator() {
      return new AbstractIterator<>() {
        private boolean known;
        private boolean more;

        @Override
        public boolean hasNext() {
          if (!known) {
            more = read();
            known = true;
          }
          return more;
        }

        @Override
        public Tuple2<Object, Object> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          known = false;
          return answer;
        }
      };
    }

    /** Whether there was another record. */
    private boolean read() {
      try {
        if (limit - position < Integer.BYTES && !fill(Integer.BYTES)) {
          return false;
        }
        int length = Bytes.toInt(buffer, position);
        position += Integer.BYTES;
        byte[] bytes = record.reserve(length);
        int buffered = Math.min(length, limit - position);
        System.arraycopy(buffer, position, bytes, 0, buffered);
        position += buffered;
        if (buffered < length
            && in.readNBytes(bytes, buffered, length - buffered) < length - buffered) {
          throw cutOff();
        }
        record.length(length);
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Has at least so many bytes in the buffer; false if there are none at all. */
    private boolean fill(int least) throws IOException {
      limit -= position;
      System.arraycopy(buffer, position, buffer, 0, limit);
      position = 0;
      while (limit < least) {
        int read = in.read(buffer, limit, BUFFER - limit);
        if (read < 0) {
          if (limit > 0) {
            throw cutOff();
          }
          return false;
        }
        limit += read;
      }
      return true;
    }

    private static EOFException cutOff() {
      return new EOFException("the shuffle ends in the middle of a record");
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
