package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.Test;

class ImageChainTest {
  private static final TableName A = TableName.valueOf("a");
  private static final TableName B = TableName.valueOf("ns:b");

  @Test
  void aFullImageIsAChainOfOne() {
    ImageChain chain = ImageChain.of(full(1, A), A);
    assertThat(chain.table()).isEqualTo(A);
    assertThat(chain.full().id()).isEqualTo(new ImageId(1));
    assertThat(chain.newest()).isEqualTo(chain.full());
    assertThat(chain.incrementals()).isEmpty();
  }

  @Test
  void ofAnImageAreItsAncestorsOldestFirst() {
    BackupImage full = full(1, A);
    BackupImage first = incremental(2, List.of(full), A);
    BackupImage second = incremental(3, List.of(first, full), A);
    assertThat(ids(ImageChain.of(second, A))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void ancestorsOfAncestorsCountWhereTheImageDoesNotNameThemItself() {
    BackupImage first = incremental(2, List.of(full(1, A)), A);
    BackupImage second = incremental(3, List.of(first), A);
    BackupImage third = incremental(4, List.of(second), A);
    assertThat(ids(ImageChain.of(third, A))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void ofSeveralTablesEachHasItsOwnChain() {
    BackupImage fullOfA = full(1, A);
    BackupImage fullOfB = full(2, B);
    BackupImage ofA = incremental(3, List.of(fullOfA), A);
    BackupImage ofBoth = incremental(4, List.of(ofA, fullOfB, fullOfA), A, B);
    assertThat(ids(ImageChain.of(ofBoth, A))).containsExactly(1L, 3L, 4L);
    assertThat(ids(ImageChain.of(ofBoth, B))).containsExactly(2L, 4L);
  }

  @Test
  void aLaterFullImageBeginsTheChainAnew() {
    List<BackupImage> images =
        List.of(full(1, A), incremental(2, List.of(), A), full(3, A), incremental(4, List.of(), A));
    assertThat(ids(ImageChain.upTo(images, A).orElseThrow())).containsExactly(3L, 4L);
  }

  @Test
  void aFullImageOfAnotherTableDoesNot() {
    List<BackupImage> images =
        List.of(full(1, A), incremental(2, List.of(), A), full(3, B), incremental(4, List.of(), A));
    assertThat(ids(ImageChain.upTo(images, A).orElseThrow())).containsExactly(1L, 2L, 4L);
  }

  @Test
  void incrementalImagesBeforeTheFirstFullOneBelongToNoChain() {
    List<BackupImage> images =
        List.of(incremental(1, List.of(), A), full(2, A), incremental(3, List.of(), A));
    assertThat(ids(ImageChain.upTo(images, A).orElseThrow())).containsExactly(2L, 3L);
  }

  @Test
  void withoutAFullImageThereIsNoChain() {
    assertThat(ImageChain.upTo(List.of(), A)).isEmpty();
    assertThat(ImageChain.upTo(List.of(incremental(1, List.of(), A)), A)).isEmpty();
    assertThat(ImageChain.upTo(List.of(full(1, B)), A)).isEmpty();
  }

  @Test
  void anImageWithoutAFullOneAmongItsAncestorsCannotBeRestored() {
    BackupImage orphan = incremental(5, List.of(incremental(4, List.of(), A), full(3, B)), A, B);
    assertThatThrownBy(() -> ImageChain.of(orphan, A))
        .isInstanceOfSatisfying(
            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKEN_CHAIN))
        .hasMessage("Image backup_5 names no full image of table a that it continues.");
  }

  @Test
  void whenItBeganOrdersImagesRatherThanTheirIds() {
    BackupImage full = BackupImage.full(new ImageId(9), List.of(A), at(1), at(2));
    BackupImage later = incremental(5, List.of(full), A);
    assertThat(ids(ImageChain.of(later, A))).containsExactly(9L, 5L);
  }

  @Test
  void ofImagesThatBeganAtOnceTheirIdsDecide() {
    BackupImage one = BackupImage.full(new ImageId(1), List.of(A), at(7), at(8));
    BackupImage two = BackupImage.full(new ImageId(2), List.of(A), at(7), at(8));
    assertThat(ids(ImageChain.upTo(List.of(two, one), A).orElseThrow())).containsExactly(2L);
  }

  @Property(tries = 500)
  void theChainGoesFromTheLastFullImageToTheEndInWhateverOrderTheyAreFound(
      @ForAll @Size(max = 15) List<@IntRange(max = 3) Integer> kinds, @ForAll long seed) {
    List<BackupImage> images = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    boolean begun = false;
    for (int i = 0; i < kinds.size(); i++) {
      TableName table = kinds.get(i) % 2 == 0 ? A : B;
      boolean isFull = kinds.get(i) < 2;
      images.add(isFull ? full(i, table) : incremental(i, List.of(), table));
      if (table == A && isFull) {
        expected.clear();
        begun = true;
      }
      if (table == A && begun) {
        expected.add((long) i);
      }
    }
    Collections.shuffle(images, new Random(seed));
    assertThat(ImageChain.upTo(images, A).map(ImageChainTest::ids).orElse(List.of()))
        .isEqualTo(expected);
  }

  private static BackupImage full(long id, TableName... tables) {
    return BackupImage.full(new ImageId(id), Arrays.asList(tables), at(id), at(id + 1));
  }

  private static BackupImage incremental(
      long id, List<BackupImage> ancestors, TableName... tables) {
    return new BackupImage(
        new ImageId(id),
        ImageType.INCREMENTAL,
        Arrays.asList(tables),
        at(id),
        at(id + 1),
        ancestors,
        Map.of());
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static List<Long> ids(ImageChain chain) {
    return chain.images().stream().map(image -> image.id().millis()).toList();
  }
}
