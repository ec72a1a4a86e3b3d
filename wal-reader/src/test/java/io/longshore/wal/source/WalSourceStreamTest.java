package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.Errors;
import io.longshore.wal.hbase.WrittenWal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WALs as a stream, which grow by hand. */
class WalSourceStreamTest {
  private static final String FIRST = TestRoot.name(16020, 1732150000000L);
  private static final String SECOND = TestRoot.name(16020, 1732150001000L);
  private static final String OTHER = TestRoot.name(16021, 1732150000500L);

  private static SparkSession spark;

  @TempDir private Path directory;
  private TestRoot root;
  private CollectingStream stream;

  @BeforeAll
  static void open() {
    spark = LocalSpark.open(Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void newStream() {
    root = new TestRoot(directory.resolve("hbase"));
    stream = new CollectingStream(spark, directory.resolve("checkpoint"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PLAIN", "VALUE_COMPRESSED"})
  void everyEntryComesOnceThroughGrowthRollsRestartsAndTheArchive(Kind kind) throws Exception {
    root.write(kind, FIRST, 1, 20);
    byte[] whole = root.bytes(FIRST);
    root.replace(FIRST, whole, whole.length / 3);
    StreamingQuery query = stream.start(options("earliest"));
    query.processAllAvailable();
    int third = entries(FIRST).size();
    assertThat(third).isBetween(1, 19);
    root.replace(FIRST, whole, whole.length / 2);
    query.processAllAvailable();
    assertThat(entries(FIRST)).hasSizeGreaterThan(third);
    query.stop();

    root.replace(FIRST, whole, whole.length);
    root.write(kind, OTHER, 2, 10);
    root.write(kind, SECOND, 3, 30);
    query = stream.start(options("earliest"));
    query.processAllAvailable();
    root.archive(FIRST);
    root.archive(OTHER);
    query.processAllAvailable();
    query.stop();
    Files.delete(root.archived(FIRST));
    query = stream.start(options("earliest"));
    query.processAllAvailable();
    query.stop();
    assertThat(entries(FIRST)).containsExactlyElementsOf(numbers(20));
    assertThat(entries(OTHER)).containsExactlyElementsOf(numbers(10));
    assertThat(entries(SECOND)).containsExactlyElementsOf(numbers(30));
    assertThat(stream.rows()).doesNotHaveDuplicates();
  }

  @Test
  void startsAtWhatIsWrittenFromNowOn() throws Exception {
    root.write(Kind.PLAIN, OTHER, 1, 10);
    root.write(Kind.PLAIN, FIRST, 1, 20);
    byte[] whole = root.bytes(FIRST);
    root.replace(FIRST, whole, whole.length / 2);
    root.archive(OTHER);
    StreamingQuery query = stream.start(Map.of("rootdir", root.uri()));
    query.processAllAvailable();
    query.stop();
    assertThat(stream.rows()).isEmpty();
    root.replace(FIRST, whole, whole.length);
    query = stream.start(Map.of("rootdir", root.uri()));
    query.processAllAvailable();
    query.stop();
    assertThat(entries(OTHER)).isEmpty();
    List<Long> read = entries(FIRST);
    assertThat(read).hasSizeBetween(5, 15).endsWith(20L);
    assertThat(read).containsExactlyElementsOf(numbers(20).subList(20 - read.size(), 20));
  }

  @Test
  void aRestartBeforeTheFirstBatchIsDoneStillBeginsWhereItBegan() throws Exception {
    root.write(Kind.PLAIN, FIRST, 1, 20);
    byte[] whole = root.bytes(FIRST);
    root.replace(FIRST, whole, whole.length / 2);
    StreamingQuery query = stream.start(Map.of("rootdir", root.uri()));
    query.processAllAvailable();
    query.stop();
    // As if the process had died in the first batch, after Spark had noted its end.
    for (String done : new String[] {"commits/0", "commits/.0.crc"}) {
      Files.deleteIfExists(directory.resolve("checkpoint").resolve(done));
    }
    for (String planned : new String[] {"offsets/0", "offsets/.0.crc"}) {
      Files.deleteIfExists(directory.resolve("checkpoint").resolve(planned));
    }
    root.replace(FIRST, whole, whole.length);
    query = stream.start(Map.of("rootdir", root.uri()));
    query.processAllAvailable();
    query.stop();
    assertThat(entries(FIRST)).hasSizeBetween(5, 15).endsWith(20L);
  }

  @Test
  void aBatchReadsNoMoreWalsThanItMay() throws Exception {
    for (int i = 0; i < 6; i++) {
      root.write(Kind.PLAIN, TestRoot.name(16020, TestRoot.WRITTEN + i), i, 5);
    }
    Map<String, String> options = options("earliest");
    options.put("maxFilesPerTrigger", "2");
    stream.runOnce(options);
    assertThat(stream.batches()).isEqualTo(3);
    for (int i = 0; i < 6; i++) {
      assertThat(entries(TestRoot.name(16020, TestRoot.WRITTEN + i)))
          .containsExactlyElementsOf(numbers(5));
    }
    stream.runOnce(options);
    assertThat(stream.rows()).doesNotHaveDuplicates();
  }

  @Test
  void aWalThatIsGoneBeforeItWasReadIsNamed() throws Exception {
    root.write(Kind.PLAIN, FIRST, 1, 20);
    byte[] whole = root.bytes(FIRST);
    root.replace(FIRST, whole, whole.length / 2);
    stream.runOnce(options("earliest"));
    int read = stream.rows().size();
    assertThat(read).isPositive();
    Files.delete(root.live(FIRST));
    root.write(Kind.PLAIN, SECOND, 2, 10);
    assertThatThrownBy(() -> stream.runOnce(options("earliest")))
        .satisfies(
            e -> assertThat(Errors.find(e).code()).isEqualTo(ErrorCode.WAL_MISSING),
            e -> assertThat(Errors.find(e)).hasMessageContaining(FIRST));
    assertThat(stream.rows()).hasSize(read);

    Map<String, String> goOn = options("earliest");
    goOn.put("failOnDataLoss", "false");
    stream.runOnce(goOn);
    assertThat(entries(SECOND)).containsExactlyElementsOf(numbers(10));
    int all = stream.rows().size();
    stream.runOnce(options("earliest"));
    assertThat(stream.rows()).hasSize(all);
  }

  @Test
  void aDirectoryOfWalsIsFollowed() throws Exception {
    root.write(Kind.PLAIN, FIRST, 1, 20);
    Map<String, String> options = Map.of("path", root.uri(), "startingOffsets", "earliest");
    stream.runOnce(options);
    root.write(Kind.PLAIN, SECOND, 1, 5);
    stream.runOnce(options);
    assertThat(entries(FIRST)).containsExactlyElementsOf(numbers(20));
    assertThat(entries(SECOND)).containsExactlyElementsOf(numbers(5));
  }

  private Map<String, String> options(String start) {
    return new HashMap<>(Map.of("rootdir", root.uri(), "startingOffsets", start));
  }

  /** The entries of a WAL that came, in the order of their sequence ids. */
  private List<Long> entries(String file) throws IOException {
    return stream.rows().stream()
        .filter(row -> row.<String>getAs("file").equals(file))
        .map(row -> row.<Long>getAs("sequence_id"))
        .distinct()
        .sorted()
        .toList();
  }

  private static List<Long> numbers(int count) {
    return LongStream.rangeClosed(1, count).boxed().toList();
  }
}
