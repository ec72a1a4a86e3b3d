package io.longshore.wal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.core.error.ErrorCode;
import io.longshore.core.error.LongshoreException;
import io.longshore.wal.hbase.WalTail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where a stream is, and where it goes next. */
class WalOffsetSourceTest {
  private static final String OLD = TestRoot.name(16020, 100);
  private static final String NEXT = TestRoot.name(16020, 200);
  private static final String NEWEST = TestRoot.name(16020, 300);
  private static final String OTHER = TestRoot.name(16021, 150);
  private static final String SERIES = "localhost%2C16020%2C1732150000000";

  @Test
  void itsJsonIsAsDocumented() {
    WalOffset offset =
        new WalOffset(Map.of(SERIES, 100L), Map.of(NEXT, WalTail.END, NEWEST, 4711L));
    String json =
        "{\"version\":1,\"finished\":{\"localhost%2C16020%2C1732150000000\":100},\"files\":{"
            + "\"localhost%2C16020%2C1732150000000.200\":\"end\","
            + "\"localhost%2C16020%2C1732150000000.300\":4711}}";
    assertThat(offset.json()).isEqualTo(json);
    assertThat(WalOffset.of(json)).isEqualTo(offset);
    assertThat(WalOffset.of(json).files()).isEqualTo(offset.files());
    assertThat(WalOffset.of(json).finished()).isEqualTo(Map.of(SERIES, 200L));
  }

  @Test
  void whatIsNoOffsetOfOursIsRefused() {
    for (String json :
        new String[] {"5", "{}", "nonsense", "{\"version\":1,\"files\":{\"a\":\"b\"}}"}) {
      assertThatThrownBy(() -> WalOffset.of(json))
          .isInstanceOf(LongshoreException.class)
          .hasMessageContaining(json);
    }
    assertThatThrownBy(() -> WalOffset.of("{\"version\":2}"))
        .isInstanceOfSatisfying(
            LongshoreException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_FROM_THE_FUTURE));
  }

  @Test
  void knowsWhatWasRead() {
    WalOffset offset = new WalOffset(Map.of(SERIES, 200L), Map.of(OLD, 17L));
    assertThat(offset.position(OLD)).isEqualTo(17);
    assertThat(offset.position(NEXT)).isEqualTo(WalTail.END);
    assertThat(offset.position(NEWEST)).isZero();
    assertThat(offset.position(OTHER)).isZero();
  }

  @Test
  void whereNothingIsNewItStaysWhereItIs() {
    WalOffset start = new WalOffset(Map.of(), Map.of(OLD, WalTail.END, NEXT, 17L));
    WalOffset target = new WalOffset(start.finished(), Map.of(NEXT, 17L));
    assertThat(new WalTurns().next(start, target, 10)).isSameAs(start);
  }

  @Test
  void eachWalHasItsTurnHoweverMuchOthersGrow() {
    WalTurns turns = new WalTurns();
    WalOffset offset = WalOffset.NOTHING;
    Set<String> read = new TreeSet<>();
    for (int i = 1; i <= 3; i++) {
      WalOffset target =
          new WalOffset(offset.finished(), Map.of(OLD, 10L * i, NEXT, 20L * i, OTHER, 30L * i));
      WalOffset next = turns.next(offset, target, 1);
      List<String> moved = new ArrayList<>();
      for (String name : next.files().keySet()) {
        if (next.position(name) > offset.position(name)) {
          moved.add(name);
        }
      }
      assertThat(moved).hasSize(1);
      read.addAll(moved);
      offset = next;
    }
    assertThat(read).containsExactly(OLD, NEXT, OTHER);
  }

  @Test
  void noWalIsTakenForFinishedBecauseALaterOneIs() {
    WalTurns turns = new WalTurns();
    // The older one is still being closed.
    WalOffset start = new WalOffset(Map.of(), Map.of(OLD, 10L));
    Map<String, Long> files = new TreeMap<>(Map.of(OLD, 10L, NEXT, WalTail.END));
    WalOffset read = turns.next(start, new WalOffset(start.finished(), files), 10);
    assertThat(read.position(NEXT)).isEqualTo(WalTail.END);
    assertThat(read.position(OLD)).isEqualTo(10);
    WalOffset later =
        turns.next(read, new WalOffset(read.finished(), Map.of(OLD, WalTail.END)), 10);
    assertThat(later.json()).contains("\"finished\":{\"" + SERIES + "\":200}");
    assertThat(later.files()).containsOnlyKeys(OLD);
    assertThat(later.position(NEXT)).isEqualTo(WalTail.END);
  }
}
