package io.longshore.jobs.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class RecordSerializerTest {
  private static final int BUFFER = 1 << 16;
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

  @Provide
  Arbitrary<List<Integer>> sizes() {
    Arbitrary<Integer> aroundTheBuffer =
        Arbitraries.integers().between(BUFFER - 2 * Integer.BYTES, BUFFER + 2 * Integer.BYTES);
    return Arbitraries.frequencyOf(
            List.of(
                tuple(10, Arbitraries.integers().between(0, 300)),
                tuple(4, aroundTheBuffer),
                tuple(4, aroundTheBuffer.map(size -> size / 2)),
                tuple(2, Arbitraries.integers().between(0, 4 * BUFFER)),
                tuple(1, Arbitraries.integers().between(1 << 20, 3 << 20))))
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 200)
  void recordsOfAllSizesAreReadAsTheyWereWritten(
      @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(min = 1, max = 100_000) int chunk) {
    List<byte[]> records = records(sizes);
    assertThat(read(new InChunks(write(records, false), chunk))).containsExactlyElementsOf(records);
  }

  @Property(tries = 50)
  void itDoesNotMatterWhereTheWriterFlushes(@ForAll("sizes") List<Integer> sizes) {
    List<byte[]> records = records(sizes);
    assertThat(write(records, true)).isEqualTo(write(records, false));
  }

  /** Spark moves records about in serialized form, and puts streams behind each other. */
  @Property(tries = 50)
  void streamsMayBePutBehindEachOther(
      @ForAll("sizes") List<Integer> first, @ForAll("sizes") List<Integer> second) {
    byte[] both = TestRecords.concat(write(records(first), false), write(records(second), false));
    List<Integer> sizes = new ArrayList<>(first);
    sizes.addAll(second);
    assertThat(read(new ByteArrayInputStream(both)).stream().map(record -> record.length))
        .isEqualTo(sizes);
  }

  @Test
  void aStreamThatIsCutOffAnywhereEndsBetweenRecordsOrFails() {
    assertCutsAreFound(List.of(0, 1, 30, 0, 5, 100), 1);
  }

  @Test
  void aStreamThatIsCutOffInALargeRecordFails() {
    assertCutsAreFound(List.of(3, BUFFER, 7, BUFFER - Integer.BYTES, 200_000), 997);
  }

  @Test
  void aStoreThatFailsIsNoEnd() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    assertThatThrownBy(() -> read(broken))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("connection reset");
  }

  @Test
  void afterTheEndThereIsNothing() {
    Iterator<Tuple2<Object, Object>> none =
        open(new ByteArrayInputStream(new byte[0])).asKeyValueIterator();
    assertThat(none.hasNext()).isFalse();
    assertThat(none.hasNext()).isFalse();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void nextNeedsNoQuestionBefore() {
    List<byte[]> records = records(List.of(5, 6));
    Iterator<Tuple2<Object, Object>> iterator =
        open(new ByteArrayInputStream(write(records, false))).asKeyValueIterator();
    assertThat(content(iterator.next())).isEqualTo(records.get(0));
    assertThat(content(iterator.next())).isEqualTo(records.get(1));
    assertThat(iterator.hasNext()).isFalse();
  }

  private static void assertCutsAreFound(List<Integer> sizes, int step) {
    List<byte[]> records = records(sizes);
    byte[] whole = write(records, false);
    List<Integer> ends = ends(sizes);
    for (int cut = 0; cut < whole.length; cut += step) {
      InputStream part = new InChunks(Arrays.copyOf(whole, cut), 1 + cut % 50);
      int between = ends.indexOf(cut);
      if (between >= 0) {
        assertThat(read(part))
            .as("cut at %d", cut)
            .containsExactlyElementsOf(records.subList(0, between));
      } else {
        assertThatThrownBy(() -> read(part))
            .as("cut at %d", cut)
            .isInstanceOf(UncheckedIOException.class)
            .hasCauseInstanceOf(EOFException.class);
      }
    }
  }

  /** Where as many records end, none to begin with. */
  private static List<Integer> ends(List<Integer> sizes) {
    List<Integer> ends = new ArrayList<>(List.of(0));
    for (int size : sizes) {
      ends.add(ends.get(ends.size() - 1) + Integer.BYTES + size);
    }
    return ends;
  }

  private static List<byte[]> records(List<Integer> sizes) {
    Random random = new Random(sizes.size());
    List<byte[]> records = new ArrayList<>();
    for (int size : sizes) {
      byte[] record = new byte[size];
      random.nextBytes(record);
      records.add(record);
    }
    return records;
  }

  /** Through one object, as a task writes. */
  private static byte[] write(List<byte[]> records, boolean flush) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SortRecord record = new SortRecord();
    try (SerializationStream out = new RecordSerializer().newInstance().serializeStream(bytes)) {
      for (byte[] each : records) {
        System.arraycopy(each, 0, record.reserve(each.length), 0, each.length);
        record.length(each.length);
        out.writeKey(7, ANY);
        out.writeValue(record, ANY);
        if (flush) {
          out.flush();
        }
      }
    }
    return bytes.toByteArray();
  }

  private static List<byte[]> read(InputStream in) {
    List<byte[]> records = new ArrayList<>();
    try (DeserializationStream stream = open(in)) {
      Iterator<Tuple2<Object, Object>> iterator = stream.asKeyValueIterator();
      while (iterator.hasNext()) {
        records.add(content(iterator.next()));
      }
    }
    return records;
  }

  private static DeserializationStream open(InputStream in) {
    return new RecordSerializer().newInstance().deserializeStream(in);
  }

  private static byte[] content(Tuple2<Object, Object> answer) {
    SortRecord record = (SortRecord) answer._2();
    return Arrays.copyOf(record.bytes(), record.length());
  }

  private static net.jqwik.api.Tuple.Tuple2<Integer, Arbitrary<Integer>> tuple(
      int weight, Arbitrary<Integer> sizes) {
    return net.jqwik.api.Tuple.of(weight, sizes);
  }

  /** Answers with no more than so many bytes at once, as networks do. */
  private static final class InChunks extends InputStream {
    private final ByteArrayInputStream in;
    private final int most;

    private InChunks(byte[] bytes, int most) {
      this.in = new ByteArrayInputStream(bytes);
      this.most = most;
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      return in.read(bytes, offset, Math.min(length, most));
    }
  }
}
