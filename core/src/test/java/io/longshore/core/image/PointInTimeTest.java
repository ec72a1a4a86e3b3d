package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.SequenceCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.util.Bytes;

/** Moments within images whose steps of time differ. */
class PointInTimeTest {
  private static final TableName TABLE = TableName.valueOf("t");
  private static final long BASE = 1_750_000_000_000L;
  private static final long LENGTH = 400_000;
  private static final RowRange ROWS = new RowRange(Bytes.toBytes("a"), new byte[] {'z', 0});

  private Path directory;
  private ImageStore store;
  private final List<BackupImage> images = new ArrayList<>();

  @BeforeTry
  void root() throws IOException {
    directory = Files.createTempDirectory("moments");
    store = ImageStore.at(ImageLayout.of(directory.toUri().toString()), new Configuration());
    images.clear();
    publish(
        BackupImage.full(id(-20_000), List.of(TABLE), at(-20_000), at(-5_000)), -10_000, List.of());
  }

  @AfterTry
  void delete() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** When each entry was written, after the base. */
  @Provide
  Arbitrary<List<Long>> times() {
    return Arbitraries.longs()
        .between(0, LENGTH)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .map(times -> times.stream().sorted().toList());
  }

  @Provide
  Arbitrary<Long> steps() {
    return Arbitraries.of(1L, 5L, 6L, 144L);
  }

  @Provide
  Arbitrary<Long> moments() {
    return Arbitraries.longs().between(0, LENGTH);
  }

  @Property(tries = 300)
  void whatIsReachedIsExact(
      @ForAll("times") List<Long> times,
      @ForAll("steps") long first,
      @ForAll("steps") long second,
      @ForAll("moments") long roll,
      @ForAll("moments") long moment)
      throws IOException {
    incremental(roll, first, times, 0, roll);
    incremental(LENGTH + 1, second, times, roll + 1, LENGTH);
    PointInTime found = PointInTime.of(store, images, TABLE, BASE + moment);
    assertThat(found.reached())
        .isLessThanOrEqualTo(BASE + moment)
        // A step of the one may lie across two of the other, twice where the images meet.
        .isGreaterThan(BASE + moment - 2 * 1000 * (first + second));
    long bound = 0;
    for (int i = 0; i < times.size(); i++) {
      boolean isThere = BASE + times.get(i) <= found.reached();
      assertThat(isThere).isEqualTo(i == 0 && isThere || isThere && bound == i);
      bound = isThere ? i + 1 : bound;
    }
    SequenceCut cut = SequenceCut.of(List.of(new SequenceCut.Bound(ROWS, bound)));
    long last = moment <= roll ? roll : LENGTH;
    boolean isCut = times.stream().anyMatch(t -> t <= last && BASE + t > found.reached());
    assertThat(found.cuts().isEmpty()).isEqualTo(!isCut);
    assertThat(found.cuts().values()).allMatch(cut::equals);
    assertThat(found.chain().images()).hasSize(moment <= roll ? 2 : 3);
  }

  /** From 2 to 7 and, before that, from 0 to 4, and, before that, from -4 to 1. */
  @Example
  void stepsThatLieAcrossEachOtherAreLeftOneAfterAnother() throws IOException {
    List<Long> times = List.of(500L, 1200L, 3000L);
    incremental(1000, 5, times, 0, 1000);
    incremental(LENGTH + 1, 6, times, 1001, LENGTH);
    assertThat(PointInTime.of(store, images, TABLE, BASE + 6999).reached()).isEqualTo(BASE - 4001);
  }

  @Property(tries = 20)
  void whatWasEndedLongBeforeIsWhole(@ForAll("moments") long offset) throws IOException {
    incremental(LENGTH, 144, List.of(5L, LENGTH), 0, LENGTH);
    long day = 86_400_000;
    incremental(2 * day, 6, List.of(5L, day), LENGTH + 1, 2 * day);
    PointInTime found = PointInTime.of(store, images, TABLE, BASE + day + 10_000 + offset);
    assertThat(found.reached()).isEqualTo(BASE + day + 10_000 + offset);
    assertThat(found.cuts()).isEmpty();
    found = PointInTime.of(store, images, TABLE, BASE + day - offset - 6_000);
    assertThat(found.cuts()).containsOnlyKeys(images.get(2).id());
  }

  @Property(tries = 20)
  void whatIsNotCoveredNamesWhatIs(@ForAll("moments") long moment) throws IOException {
    incremental(LENGTH, 1, List.of(5L), 0, LENGTH);
    for (long outside : new long[] {-10_001 - moment, LENGTH + 1 + moment}) {
      assertThatThrownBy(() -> PointInTime.of(store, images, TABLE, BASE + outside))
          .hasMessageContaining("covered: " + at(-10_000) + " to " + at(LENGTH));
    }
    assertThat(PointInTime.before(store, images, TABLE, BASE + LENGTH + 1)).isPresent();
    assertThat(PointInTime.before(store, images, TABLE, BASE + moment)).isEmpty();
    assertThat(PointInTime.of(store, images, TABLE, BASE - 20_000).chain().images()).hasSize(1);
  }

  /** An image that was begun at its end and published much later. */
  private void incremental(long end, long step, List<Long> times, long from, long to)
      throws IOException {
    TreeMap<Long, Long> points = new TreeMap<>();
    for (int i = 0; i < times.size(); i++) {
      if (times.get(i) >= from && times.get(i) <= to) {
        long second = (BASE + times.get(i)) / 1000;
        points.merge(second / step * step + step - 1, i + 1L, Math::max);
      }
    }
    Moments moments =
        new Moments(
            "t",
            "r",
            points.isEmpty() ? "" : "a",
            points.isEmpty() ? "" : "z",
            step,
            points.keySet().stream().mapToLong(Long::longValue).toArray(),
            points.values().stream().mapToLong(Long::longValue).toArray());
    publish(
        new BackupImage(
            id(end),
            ImageType.INCREMENTAL,
            List.of(TABLE),
            at(end),
            at(end + 600_000),
            List.of(images.get(0)),
            Map.of()),
        end,
        List.of(moments));
  }

  private void publish(BackupImage image, long settled, List<Moments> moments) throws IOException {
    boolean divisible = image.type() == ImageType.INCREMENTAL;
    store.publish(
        image,
        List.of(),
        new ImageHistory(
            List.of(), List.of(), List.of(), moments, List.of(), BASE + settled, divisible),
        () -> {});
    images.add(image);
  }

  private static ImageId id(long offset) {
    return new ImageId(BASE + offset);
  }

  private static Instant at(long offset) {
    return Instant.ofEpochMilli(BASE + offset);
  }
}
