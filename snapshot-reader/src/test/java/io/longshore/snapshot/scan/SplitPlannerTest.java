package io.longshore.snapshot.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.snapshot.hbase.TableFiles;
import io.longshore.snapshot.hbase.TableRegion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

class SplitPlannerTest {
  private static final long MEGABYTE = 1 << 20;
  private static final SplitPlanner.FileHosts NOWHERE = (file, from, length) -> Map.of();

  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void smallRegionsShareASplitAndLargeOnesAreCut() throws IOException {
    TableFiles table = table(10, 10, 10, 600, 10);
    List<Split> splits = planner(128, NOWHERE).plan(table, List.of(RowRange.ALL), Set.of("f"));
    assertThat(opened).hasValue(1);
    assertThat(splits).hasSizeBetween(5, 8);
    List<RowRange> read = ranges(splits);
    // Together they are the table, in its order.
    assertThat(read.get(0).start()).isEmpty();
    assertThat(read.get(read.size() - 1).stop()).isEmpty();
    for (int i = 1; i < read.size(); i++) {
      assertThat(read.get(i).start()).isEqualTo(read.get(i - 1).stop());
    }
  }

  @Test
  void onlyWhatIsAskedForIsPlanned() throws IOException {
    TableFiles table = table(10, 600, 600, 10);
    RowRange wanted = new RowRange(Bytes.toBytes("2-3"), Bytes.toBytes("2-5"));
    List<Split> splits = planner(128, NOWHERE).plan(table, List.of(wanted), Set.of("f"));
    assertThat(opened).hasValue(1);
    assertThat(ranges(splits).get(0).start()).isEqualTo(wanted.start());
    assertThat(ranges(splits).get(ranges(splits).size() - 1).stop()).isEqualTo(wanted.stop());
    assertThat(planner(128, NOWHERE).plan(table, List.of(wanted), Set.of("g"))).isEmpty();
  }

  @Test
  void aTableOfManyLargeRegionsIsPlannedWithoutOpeningThem() throws IOException {
    int[] megabytes = IntStream.range(0, 20_000).map(i -> 5000).toArray();
    List<Split> splits =
        planner(128, NOWHERE).plan(table(megabytes), List.of(RowRange.ALL), Set.of("f"));
    assertThat(opened).hasValue(0);
    assertThat(splits).hasSize(10_000);
  }

  @Test
  void aSplitIsNearTheHostsThatHaveMostOfIt() throws IOException {
    SplitPlanner.FileHosts hosts =
        (file, from, length) ->
            file.path().startsWith("0") ? Map.of("a", length, "b", length) : Map.of("b", length);
    List<Split> splits =
        planner(128, hosts).plan(table(10, 10, 600), List.of(RowRange.ALL), Set.of("f"));
    assertThat(splits.get(0).hosts()).containsExactly("b", "a");
    assertThat(splits.get(1).hosts()).containsExactly("b");
  }

  private static List<RowRange> ranges(List<Split> splits) {
    List<RowRange> ranges = new ArrayList<>();
    for (Split split : splits) {
      split.pieces().forEach(piece -> ranges.addAll(piece.ranges()));
    }
    return ranges;
  }

  private SplitPlanner planner(long megabytes, SplitPlanner.FileHosts hosts) {
    return new SplitPlanner(
        megabytes * MEGABYTE,
        4 * MEGABYTE,
        file -> {
          opened.incrementAndGet();
          String region = file.path().substring(0, file.path().indexOf('/'));
          return IntStream.range(0, 100)
              .mapToObj(i -> Bytes.toBytes(String.format("%s-%02d", region, i)))
              .toList();
        },
        hosts);
  }

  /** Regions named by their first row, which is their number, of one file each. */
  private static TableFiles table(int... megabytes) {
    List<TableRegion> regions = new ArrayList<>();
    for (int i = 0; i < megabytes.length; i++) {
      String name = name(i);
      StoreFile file =
          new StoreFile(List.of("file:/none"), name + "/f", megabytes[i] * MEGABYTE, null);
      RowRange rows =
          new RowRange(
              i == 0 ? RowRange.START : Bytes.toBytes(name),
              i == megabytes.length - 1 ? RowRange.END : Bytes.toBytes(name(i + 1)));
      regions.add(new TableRegion(rows, name, Map.of("f", List.of(file))));
    }
    return new TableFiles("t", new byte[0], 1, regions);
  }

  private static String name(int region) {
    return region < 10 ? String.valueOf(region) : String.format("9%05d", region);
  }
}
