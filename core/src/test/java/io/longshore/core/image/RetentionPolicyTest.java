package io.longshore.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.image.RetentionPolicy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final TableName ORDERS = TableName.valueOf("orders");
  private static final TableName OTHERS = TableName.valueOf("others");

  @Test
  void theNewestFullImagesAreKeptWithWhatContinuesThem() {
    BackupImage old = full(30, ORDERS);
    BackupImage ofOld = incremental(29, ORDERS, old);
    BackupImage full = full(20, ORDERS);
    BackupImage next = incremental(19, ORDERS, full);
    assertThat(kept(new RetentionPolicy(1, 0, 0), old, ofOld, full, next))
        .containsExactly(full, next);
    assertThat(kept(new RetentionPolicy(2, 0, 0), old, ofOld, full, next)).hasSize(4);
  }

  @Test
  void eachSetOfTablesHasItsOwn() {
    BackupImage orders = full(30, ORDERS);
    BackupImage others = full(20, OTHERS);
    assertThat(kept(new RetentionPolicy(1, 0, 0), orders, others)).containsExactly(orders, others);
  }

  @Test
  void whatAYoungImageNeedsIsKept() {
    BackupImage full = full(30, ORDERS);
    BackupImage other = full(25, OTHERS);
    BackupImage between = incremental(20, ORDERS, full);
    BackupImage newer = full(10, OTHERS);
    BackupImage newest = full(9, ORDERS);
    BackupImage young = incremental(2, ORDERS, between, full);
    List<Verdict> verdicts =
        judge(new RetentionPolicy(0, 7, 0), full, other, between, newer, newest, young);
    assertThat(verdicts)
        .extracting(Verdict::kept)
        .containsExactly(true, false, true, true, true, true);
    assertThat(verdicts)
        .extracting(Verdict::why)
        .containsExactly(
            young.id() + " needs it",
            "no rule keeps it",
            young.id() + " needs it",
            "the newest full image of its tables",
            "the newest full image of its tables",
            "not older than 7 days");
  }

  @Test
  void aFullImageAMonthIsKept() {
    BackupImage september = full(60, ORDERS);
    BackupImage early = full(50, ORDERS);
    BackupImage october = full(30, ORDERS);
    BackupImage november = full(1, ORDERS);
    assertThat(kept(new RetentionPolicy(0, 0, 2), september, early, october, november))
        .containsExactly(october, november);
    assertThat(kept(new RetentionPolicy(0, 0, 3), september, early, october, november))
        .containsExactly(september, october, november);
  }

  /** Whoever keeps an image a month, and has made none this month, does not lose the last one. */
  @Test
  void theNewestFullImageIsAlwaysKept() {
    BackupImage old = full(70, ORDERS);
    BackupImage ofOld = incremental(69, ORDERS, old);
    assertThat(kept(new RetentionPolicy(0, 0, 1), old, ofOld)).containsExactly(old, ofOld);
    assertThat(kept(new RetentionPolicy(0, 1, 0), old, ofOld)).containsExactly(old, ofOld);
  }

  @Test
  void aPolicyKeepsSomething() {
    assertThatThrownBy(() -> new RetentionPolicy(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noImageThatIsKeptLacksOneThatItNeeds() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      List<BackupImage> images = new ArrayList<>();
      List<BackupImage> chain = new ArrayList<>();
      for (int day = 90; day > 0; day -= 1 + random.nextInt(10)) {
        if (chain.isEmpty() || random.nextInt(4) == 0) {
          chain.clear();
          chain.add(full(day, ORDERS));
        } else {
          chain.add(incremental(day, ORDERS, chain.toArray(BackupImage[]::new)));
        }
        images.add(chain.get(chain.size() - 1));
      }
      RetentionPolicy policy =
          new RetentionPolicy(random.nextInt(3), random.nextInt(40), 1 + random.nextInt(3));
      List<BackupImage> kept = kept(policy, images.toArray(BackupImage[]::new));
      for (BackupImage image : kept) {
        assertThat(kept).as("seed %d", seed).containsAll(image.ancestors());
      }
      assertThat(kept).as("seed %d", seed).isNotEmpty();
    }
  }

  private static List<BackupImage> kept(RetentionPolicy policy, BackupImage... images) {
    return judge(policy, images).stream().filter(Verdict::kept).map(Verdict::image).toList();
  }

  private static List<Verdict> judge(RetentionPolicy policy, BackupImage... images) {
    return policy.judge(List.of(images), NOW, ZoneOffset.UTC);
  }

  private static BackupImage full(int daysAgo, TableName table) {
    Instant at = NOW.minus(Duration.ofDays(daysAgo));
    return BackupImage.full(new ImageId(at.toEpochMilli()), List.of(table), at, at);
  }

  private static BackupImage incremental(int daysAgo, TableName table, BackupImage... needed) {
    Instant at = NOW.minus(Duration.ofDays(daysAgo));
    return new BackupImage(
        new ImageId(at.toEpochMilli()),
        ImageType.INCREMENTAL,
        List.of(table),
        at,
        at,
        List.of(needed),
        Map.of());
  }
}
