package io.longshore.wal.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.Test;

class WalIntervalTest {
  private static final TableName A = TableName.valueOf("a");
  private static final TableName B = TableName.valueOf("b");

  /** One table; servers one and two were there before, one and three take part in the roll. */
  private static final WalInterval INTERVAL =
      new WalInterval(
          Map.of(A, Map.of("one:1", 100L, "two:1", 100L)),
          Map.of(A, 50L),
          Map.of("one:1", 200L, "three:1", 200L),
          300);

  @Test
  void beginsAfterTheBoundaryBeforeAndEndsWithTheOneOfTheRoll() {
    assertThat(INTERVAL.tables(wal("one:1", 99))).isEmpty();
    assertThat(INTERVAL.tables(wal("one:1", 100))).isEmpty();
    assertThat(INTERVAL.tables(wal("one:1", 101))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("one:1", 200))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("one:1", 201))).isEmpty();
  }

  @Test
  void ofAServerThatDiedWhateverItWroteUpToTheRollBelongsToIt() {
    assertThat(INTERVAL.tables(wal("two:1", 100))).isEmpty();
    assertThat(INTERVAL.tables(wal("two:1", 101))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("two:1", 300))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("two:1", 301))).isEmpty();
  }

  @Test
  void ofAServerThatJoinedWhateverItWroteSinceTheImageBeforeBelongsToIt() {
    assertThat(INTERVAL.tables(wal("three:1", 50))).isEmpty();
    assertThat(INTERVAL.tables(wal("three:1", 51))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("three:1", 201))).isEmpty();
  }

  @Test
  void ofAServerThatJoinedAndDiedBetweenTwoImagesToo() {
    assertThat(INTERVAL.tables(wal("four:1", 50))).isEmpty();
    assertThat(INTERVAL.tables(wal("four:1", 51))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("four:1", 300))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("four:1", 301))).isEmpty();
  }

  @Test
  void tablesHaveTheirOwnBoundaries() {
    WalInterval interval =
        new WalInterval(
            Map.of(A, Map.of("one:1", 100L), B, Map.of("one:1", 150L)),
            Map.of(A, 50L, B, 120L),
            Map.of("one:1", 200L),
            200);
    assertThat(interval.tables(wal("one:1", 100))).isEmpty();
    assertThat(interval.tables(wal("one:1", 150))).containsExactly(A);
    assertThat(interval.tables(wal("one:1", 151))).containsExactlyInAnyOrder(A, B);
    assertThat(interval.tables(wal("new:1", 120))).containsExactly(A);
    assertThat(interval.tables(wal("new:1", 121))).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void twoServersOfOneHostAreTwo() {
    assertThat(INTERVAL.tables(wal("one:2", 100))).containsExactly(A);
    assertThat(INTERVAL.tables(wal("one:2", 300))).containsExactly(A);
  }

  @Test
  void theNextBeginsAtTheRollAndAfterTheLastWalsOfTheDead() {
    assertThat(
            INTERVAL.next(
                List.of(
                    wal("one:1", 150), wal("two:1", 210), wal("two:1", 140), wal("four:1", 60))))
        .isEqualTo(Map.of("one:1", 200L, "three:1", 200L, "two:1", 210L, "four:1", 60L));
  }

  @Test
  void theNextBeginsAtTheRollWhereNothingWasConsumed() {
    assertThat(INTERVAL.next(List.of())).isEqualTo(INTERVAL.upTo());
  }

  @Provide
  Arbitrary<WalFile> wals() {
    return Combinators.combine(
            Arbitraries.of("one:1", "two:1", "three:1", "four:1"),
            Arbitraries.longs().between(0, 400))
        .as(WalIntervalTest::wal);
  }

  /** Whatever dies between two images: no WAL is in both, and none that is new is in neither. */
  @Property(tries = 2000)
  void ofTwoIntervalsInARowAWalIsInOne(@ForAll("wals") WalFile wal, @ForAll("wals") WalFile other) {
    List<WalFile> consumed =
        List.of(wal, other).stream().filter(each -> !INTERVAL.tables(each).isEmpty()).toList();
    Map<String, Long> upTo = new HashMap<>(Map.of("one:1", 350L));
    long laterRoll = 400;
    WalInterval next =
        new WalInterval(Map.of(A, INTERVAL.next(consumed)), Map.of(A, 250L), upTo, laterRoll);
    boolean inFirst = INTERVAL.tables(wal).contains(A);
    boolean inNext = next.tables(wal).contains(A);
    assertThat(inFirst && inNext).as("in both").isFalse();
    if (!inFirst && wal.number() > INTERVAL.latest()) {
      assertThat(inNext).isEqualTo(wal.number() <= upTo.getOrDefault(wal.server(), laterRoll));
    }
  }

  /** At the roll before server one lived since 40; its boundary is 100. */
  @Test
  void aServerThatWasStartedAnewBeforeItsBoundaryRanBackwards() {
    assertThat(ranBackwards("one,1,40")).isEmpty();
    assertThat(ranBackwards("one,1,101")).isEmpty();
    assertThat(ranBackwards("one,1,100")).contains("one:1");
    assertThat(ranBackwards("one,1,39")).contains("one:1");
  }

  @Test
  void soDidOneThatHasDiedSince() {
    assertThat(ranBackwards("one,1,101", "one%2C1%2C60.61")).contains("one:1");
    assertThat(ranBackwards("one,1,101", "one%2C1%2C60.150")).contains("one:1");
    assertThat(ranBackwards("one,1,120", "one%2C1%2C101.102")).isEmpty();
  }

  @Test
  void aServerThatDiedBeforeTheRollBeforeDidNot() {
    assertThat(ranBackwards("one,1,40", "one%2C1%2C20.30", "one%2C1%2C40.100")).isEmpty();
  }

  @Test
  void ofAServerThatBeganNoWalAtTheRollBeforeNothingCanBeSaid() {
    assertThat(ranBackwards("two,1,7", "two%2C1%2C7.50", "two%2C1%2C80.90")).isEmpty();
    assertThat(ranBackwards("four,1,7", "four%2C1%2C7.8")).isEmpty();
  }

  /** B's image was made after the server's new life had begun, A's before. */
  @Test
  void eachTableLooksAtItsOwnRollBefore() {
    WalInterval both =
        new WalInterval(
            Map.of(A, Map.of("one:1", 100L), B, Map.of("one:1", 50L)),
            Map.of(A, 50L, B, 50L),
            Map.of("one:1", 200L),
            300);
    Set<String> ofA = Set.of("one%2C1%2C40.101");
    Set<String> ofB = Set.of("one%2C1%2C60.61");
    Set<String> running = Set.of("one,1,60");
    assertThat(both.ranBackwards(Map.of(A, ofA, B, ofB), running, List.of())).contains("one:1");
    assertThat(both.ranBackwards(Map.of(B, ofB), running, List.of())).isEmpty();
  }

  private static Optional<String> ranBackwards(String running, String... names) {
    List<WalFile> wals = new ArrayList<>();
    for (String name : names) {
      String address = name.substring(0, name.indexOf('%')) + ":1";
      Path path = new Path("/hbase/oldWALs", name);
      wals.add(new WalFile(path, address, WalFile.number(name), 1, true));
    }
    return INTERVAL.ranBackwards(Map.of(A, Set.of("one%2C1%2C40.101")), Set.of(running), wals);
  }

  @Test
  void aWalOfNoTableIsWantedByNone() {
    WalInterval none = new WalInterval(Map.of(), Map.of(), Map.of(), 300);
    assertThat(none.tables(wal("one:1", 5))).isEqualTo(Set.of());
  }

  private static WalFile wal(String server, long number) {
    String name = server.replace(":", "%2C") + "%2C1." + number;
    return new WalFile(new Path("/hbase/oldWALs", name), server, number, 1, true);
  }
}
