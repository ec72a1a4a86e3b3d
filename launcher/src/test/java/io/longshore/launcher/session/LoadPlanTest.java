package io.longshore.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.hfile.HFileSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
  private static final int MOST_FILES_A_REGION = 32;

  /** What a file is, before it has a name. */
  record Shape(String family, int first, int last, OptionalLong sequence) {
    LoadPlan.File file(int number) {
      return new LoadPlan.File(
          new Path("/" + family + "/" + number),
          family,
          new HFileSummary(row(first), row(last), sequence));
    }

    long order() {
      return sequence.orElse(Long.MIN_VALUE);
    }

    boolean overlaps(Shape other) {
      return family.equals(other.family) && first <= other.last && other.first <= last;
    }
  }

  @Provide
  Arbitrary<List<Shape>> shapes() {
    return shapes(8, 20).list().ofMaxSize(60);
  }

  /** So many that no region takes them at once, and so narrow that few of them overlap. */
  @Provide
  Arbitrary<List<Shape>> manyNarrowShapes() {
    return shapes(2, 2000).list().ofMinSize(100).ofMaxSize(300);
  }

  /** As sorted WALs are: side by side, but for one here and there across two regions. */
  @Provide
  Arbitrary<List<Shape>> shapesSideBySide() {
    return Arbitraries.integers()
        .between(0, 30)
        .list()
        .ofMinSize(100)
        .ofMaxSize(250)
        .map(LoadPlanTest::sideBySide);
  }

  @Provide
  Arbitrary<List<Integer>> splits() {
    return Arbitraries.integers().between(1, 1999).set().ofMaxSize(4).map(LoadPlanTest::sorted);
  }

  @Property(tries = 300)
  void nothingIsLostAndNothingLoadedTwice(
      @ForAll("shapes") List<Shape> shapes, @ForAll("splits") List<Integer> splits) {
    assertThat(loadOfEach(plan(shapes, splits))).hasSize(shapes.size());
  }

  @Property(tries = 300)
  void ofTwoFilesThatOverlapTheOneWithTheHigherSequenceIsLoadedLater(
      @ForAll("shapes") List<Shape> shapes, @ForAll("splits") List<Integer> splits) {
    assertOrder(shapes, loadOfEach(plan(shapes, splits)));
  }

  @Property(tries = 50)
  void alsoWhereARegionHasMoreFilesThanItTakesAtOnce(
      @ForAll("manyNarrowShapes") List<Shape> shapes, @ForAll("splits") List<Integer> splits) {
    LoadPlan plan = plan(shapes, splits);
    assertOrder(shapes, loadOfEach(plan));
    assertFewEnough(shapes, splits, plan);
  }

  @Property(tries = 300)
  void noLoadHasMoreFilesOfARegionAndFamilyThanHBaseTakes(
      @ForAll("shapesSideBySide") List<Shape> shapes, @ForAll("splits") List<Integer> splits) {
    LoadPlan plan = plan(shapes, splits);
    assertThat(loadOfEach(plan)).hasSize(shapes.size());
    assertFewEnough(shapes, splits, plan);
  }

  @Property(tries = 100)
  void noLoadIsEmpty(@ForAll("shapes") List<Shape> shapes, @ForAll("splits") List<Integer> splits) {
    assertThat(plan(shapes, splits).loads())
        .allSatisfy(
            load -> {
              assertThat(load).isNotEmpty();
              assertThat(load.values()).allSatisfy(files -> assertThat(files).isNotEmpty());
            });
  }

  /** A region takes 32 files; the one across its border has been counted in the load before. */
  @Test
  void aFileAcrossTwoRegionsCountsInTheLoadThatItIsPutInto() {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      shapes.add(new Shape("f", i, i, OptionalLong.of(1)));
    }
    shapes.add(new Shape("f", 99, 100, OptionalLong.of(2)));
    for (int i = 0; i < 64; i++) {
      shapes.add(new Shape("f", 200 + i, 200 + i, OptionalLong.of(3)));
    }
    List<Integer> splits = List.of(100);
    LoadPlan plan = plan(shapes, splits);
    assertFewEnough(shapes, splits, plan);
    assertThat(loadOfEach(plan)).hasSize(97);
  }

  @Test
  void filesThatDoNotOverlapAreOneLoad() {
    List<Shape> shapes =
        List.of(
            new Shape("f", 1, 5, OptionalLong.of(9)),
            new Shape("f", 6, 9, OptionalLong.of(3)),
            new Shape("g", 1, 9, OptionalLong.of(1)));
    assertThat(plan(shapes, List.of()).loads())
        .containsExactly(
            Map.of(
                "f", List.of(new Path("/f/1"), new Path("/f/0")), "g", List.of(new Path("/g/2"))));
  }

  @Test
  void filesThatShareOneRowOverlap() {
    List<Shape> shapes =
        List.of(new Shape("f", 1, 5, OptionalLong.of(9)), new Shape("f", 5, 9, OptionalLong.of(3)));
    assertThat(plan(shapes, List.of()).loads())
        .containsExactly(
            Map.of("f", List.of(new Path("/f/1"))), Map.of("f", List.of(new Path("/f/0"))));
  }

  @Test
  void filesWithoutASequenceAreOlderThanAllOthers() {
    List<Shape> shapes =
        List.of(
            new Shape("f", 1, 5, OptionalLong.of(0)), new Shape("f", 1, 5, OptionalLong.empty()));
    assertThat(plan(shapes, List.of()).loads())
        .containsExactly(
            Map.of("f", List.of(new Path("/f/1"))), Map.of("f", List.of(new Path("/f/0"))));
  }

  @Test
  void filesWithoutCellsAreNotLoaded() {
    LoadPlan.File empty =
        new LoadPlan.File(new Path("/f/0"), "f", new HFileSummary(null, null, OptionalLong.of(1)));
    assertThat(LoadPlan.of(List.of(empty), startKeys(List.of())).loads()).isEmpty();
    assertThat(LoadPlan.of(List.of(), startKeys(List.of())).loads()).isEmpty();
  }

  private static Arbitrary<Shape> shapes(int width, int rows) {
    return Combinators.combine(
            Arbitraries.of("f", "g"),
            Arbitraries.integers().between(0, rows - 1),
            Arbitraries.integers().between(0, width - 1),
            Arbitraries.longs().between(0, 10).optional(0.9))
        .as(
            (family, first, more, sequence) ->
                new Shape(
                    family,
                    first,
                    first + more,
                    sequence.map(OptionalLong::of).orElse(OptionalLong.empty())));
  }

  private static List<Shape> sideBySide(List<Integer> widths) {
    List<Shape> shapes = new ArrayList<>();
    int row = 0;
    for (int width : widths) {
      int last = row + (width > 28 ? 100 : width / 10);
      shapes.add(new Shape("f", row, last, OptionalLong.of(row % 7)));
      row = last + 1;
    }
    return shapes;
  }

  private static List<Integer> sorted(Set<Integer> rows) {
    return rows.stream().sorted().toList();
  }

  private static LoadPlan plan(List<Shape> shapes, List<Integer> splits) {
    List<LoadPlan.File> files = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      files.add(shapes.get(i).file(i));
    }
    return LoadPlan.of(files, startKeys(splits));
  }

  /** Each file's number to the number of its load. */
  private static Map<Integer, Integer> loadOfEach(LoadPlan plan) {
    Map<Integer, Integer> loads = new HashMap<>();
    for (int i = 0; i < plan.loads().size(); i++) {
      for (Map.Entry<String, List<Path>> family : plan.loads().get(i).entrySet()) {
        for (Path file : family.getValue()) {
          assertThat(file.getParent().getName()).isEqualTo(family.getKey());
          assertThat(loads.put(Integer.parseInt(file.getName()), i)).as("twice").isNull();
        }
      }
    }
    return loads;
  }

  private static void assertOrder(List<Shape> shapes, Map<Integer, Integer> loads) {
    for (int i = 0; i < shapes.size(); i++) {
      for (int j = 0; j < shapes.size(); j++) {
        if (shapes.get(i).overlaps(shapes.get(j))
            && shapes.get(i).order() < shapes.get(j).order()) {
          assertThat(loads.get(i)).isLessThan(loads.get(j));
        }
      }
    }
  }

  private static void assertFewEnough(List<Shape> shapes, List<Integer> splits, LoadPlan plan) {
    Map<String, Integer> counts = new HashMap<>();
    loadOfEach(plan)
        .forEach(
            (file, load) -> {
              Shape shape = shapes.get(file);
              int last = region(splits, shape.last());
              for (int region = region(splits, shape.first()); region <= last; region++) {
                counts.merge(load + " " + shape.family() + " " + region, 1, Integer::sum);
              }
            });
    assertThat(counts.values())
        .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(MOST_FILES_A_REGION));
  }

  private static int region(List<Integer> splits, int row) {
    return (int) splits.stream().filter(split -> split <= row).count();
  }

  private static List<byte[]> startKeys(List<Integer> splits) {
    List<byte[]> startKeys = new ArrayList<>();
    startKeys.add(new byte[0]);
    splits.forEach(split -> startKeys.add(row(split)));
    return startKeys;
  }

  private static byte[] row(int number) {
    return Bytes.toBytes(number);
  }
}
