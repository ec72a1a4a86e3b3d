package io.longshore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.testing.RandomTable.Feature;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomWorkloadTest {
  private static final int OPERATIONS = 100;

  static LongStream seeds() {
    return Seeds.of(1, 2, 3, 4);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void runsOnARandomTable(long seed) throws Exception {
    EmbeddedHBase hbase = SharedCluster.get();
    RandomTable table = table("workload_" + seed, seed);
    table.create(hbase.admin());
    new RandomWorkload(table.descriptor(), seed).run(hbase.connection(), OPERATIONS);

    TableCells raw = CellOracle.raw(hbase.connection(), table.name());
    TableCells visible = CellOracle.visible(hbase.connection(), table.name());
    assertThat(visible.size()).as(table.toString()).isPositive();
    assertThat(raw.size()).isGreaterThanOrEqualTo(visible.size());
    long compared =
        CellOracle.firstDifference(
                hbase.connection(),
                table.name(),
                hbase.connection(),
                table.name(),
                CellOracle.rawScan())
            .cells();
    // Between two looks at a table cells may expire, or be compacted away.
    TableCells later = CellOracle.raw(hbase.connection(), table.name());
    assertThat(compared).isBetween((long) later.size(), (long) raw.size());
  }

  @Test
  void sameSeedWritesTheSameCells() throws Exception {
    EmbeddedHBase hbase = SharedCluster.get();
    // Neither a server timestamp nor a delete without one: both differ from run to run.
    Set<Step> steps = EnumSet.of(Step.REWRITE, Step.DELETE_FAMILY_VERSION, Step.BULK_LOAD);
    TableCells first = run(hbase, "twice_a", steps);
    TableCells second = run(hbase, "twice_b", steps);
    assertThat(first.firstDifference(second)).isEmpty();
    assertThat(first.size()).isPositive();
  }

  private static TableCells run(EmbeddedHBase hbase, String name, Set<Step> steps)
      throws Exception {
    RandomTable table = table(name, 7);
    table.create(hbase.admin());
    new RandomWorkload(table.descriptor(), 7, steps).run(hbase.connection(), 40);
    return CellOracle.raw(hbase.connection(), table.name());
  }

  @Test
  void namesItsSeed() {
    RandomTable table = table("named", 1);
    assertThat(new RandomWorkload(table.descriptor(), 42, EnumSet.of(Step.PUT)))
        .hasToString("RandomWorkload[table=named, seed=42, steps=[PUT]]");
  }

  @Test
  void refusesToDoNothing() {
    RandomTable table = table("nothing", 1);
    assertThatThrownBy(() -> new RandomWorkload(table.descriptor(), 1, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A workload needs at least one step");
  }

  private static RandomTable table(String name, long seed) {
    return RandomTable.of(TableName.valueOf(name), seed, EnumSet.allOf(Feature.class));
  }
}
