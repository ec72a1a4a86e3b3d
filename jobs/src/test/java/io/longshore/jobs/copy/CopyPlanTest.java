package io.longshore.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.FilePart;
import io.longshore.core.copy.PendingFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random plans: a failure names the seed that made it. */
class CopyPlanTest {
  private static final int ROUNDS = 300;
  private static final long SEED = new Random().nextLong();

  @Test
  void cutsAFileIntoEvenPartsThatHoldEveryByteOnce() {
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      Random random = new Random(seed);
      long length = 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
      long partSize = Math.max(1, length / (1 + random.nextInt(2000)) + random.nextInt(1000));
      List<FilePart> parts = CopyPlan.parts(item(0, length), partSize);
      long position = 0;
      long least = Long.MAX_VALUE;
      long most = 0;
      for (int i = 0; i < parts.size(); i++) {
        assertThat(parts.get(i).number()).as("seed %d", seed).isEqualTo(i);
        assertThat(parts.get(i).offset()).as("seed %d", seed).isEqualTo(position);
        position += parts.get(i).length();
        least = Math.min(least, parts.get(i).length());
        most = Math.max(most, parts.get(i).length());
      }
      assertThat(position).as("seed %d", seed).isEqualTo(length);
      assertThat(most).as("seed %d", seed).isLessThanOrEqualTo(partSize);
      assertThat(most - least).as("seed %d", seed).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void spreadsEveryUnitOnceAndEvenlyWithinTheLargest() {
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      Random random = new Random(seed);
      List<CopyUnit> units = units(random, random.nextInt(400));
      int most = 1 + random.nextInt(40);

      CopyPlan plan = CopyPlan.of(units, most);

      List<CopyUnit> planned =
          plan.tasks().stream().flatMap(task -> task.units().stream()).toList();
      assertThat(planned).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(units);
      assertThat(plan.tasks()).as("seed %d", seed).hasSize(Math.min(most, units.size()));
      long largest = units.stream().mapToLong(CopyUnit::cost).max().orElse(0);
      long heaviest = plan.tasks().stream().mapToLong(CopyPlan.Task::cost).max().orElse(0);
      long lightest = plan.tasks().stream().mapToLong(CopyPlan.Task::cost).min().orElse(0);
      assertThat(heaviest - lightest).as("seed %d", seed).isLessThanOrEqualTo(largest);
      for (CopyPlan.Task task : plan.tasks()) {
        assertThat(task.units()).as("seed %d", seed).isNotEmpty();
        assertThat(task.cost())
            .as("seed %d", seed)
            .isEqualTo(task.units().stream().mapToLong(CopyUnit::cost).sum());
      }
    }
  }

  @Test
  void aTaskHasUnitsOfOneHost() {
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      Random random = new Random(seed);
      List<CopyUnit> units = units(random, 1 + random.nextInt(400));
      int count = 1 + random.nextInt(12);
      int most = 1 + random.nextInt(40);
      Map<CopyUnit, List<String>> hosts = new IdentityHashMap<>();
      for (CopyUnit unit : units) {
        hosts.put(
            unit, random.ints(random.nextInt(4), 0, count).mapToObj(i -> "host" + i).toList());
      }

      List<CopyPlan.Task> tasks = CopyPlan.of(units, most, hosts::get).tasks();

      assertThat(tasks.stream().flatMap(task -> task.units().stream()))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(units);
      assertThat(tasks).as("seed %d", seed).hasSizeLessThanOrEqualTo(most);
      for (CopyPlan.Task task : tasks) {
        assertThat(task.units())
            .as("seed %d", seed)
            .allMatch(unit -> hosts.get(unit).containsAll(task.hosts()));
      }
    }
  }

  @Test
  void hostsHaveTasksByWhatTheyHaveToDo() {
    List<CopyUnit> units =
        IntStream.range(0, 400).mapToObj(i -> CopyUnit.whole(item(i, 1 << 30))).toList();
    // Three quarters of it are on one host alone, the rest on any of two others.
    CopyPlan plan =
        CopyPlan.of(
            units, 40, unit -> units.indexOf(unit) % 4 == 0 ? List.of("b", "c") : List.of("a"));
    assertThat(plan.tasks()).hasSize(40).allMatch(task -> task.units().size() == 10);
    assertThat(plan.tasks()).filteredOn(task -> task.host().equals("a")).hasSize(30);
    assertThat(plan.tasks()).filteredOn(task -> task.host().equals("b")).hasSize(5);
  }

  @Test
  void decidesTheSameEachTime() {
    List<CopyUnit> units = units(new Random(SEED), 500);
    assertThat(CopyPlan.of(units, 7)).as("seed %d", SEED).isEqualTo(CopyPlan.of(units, 7));
  }

  @Test
  void startsTheHeaviestTaskAndTheLargestUnitFirst() {
    CopyPlan plan = CopyPlan.of(units(new Random(SEED), 200), 9);
    assertThat(plan.tasks())
        .isSortedAccordingTo((a, b) -> Long.compare(b.cost(), a.cost()))
        .allSatisfy(
            task ->
                assertThat(task.units())
                    .isSortedAccordingTo((a, b) -> Long.compare(b.cost(), a.cost())));
  }

  @Test
  void emptyFilesAreSpreadToo() {
    List<CopyUnit> empty =
        IntStream.range(0, 100).mapToObj(i -> CopyUnit.whole(item(i, 0))).toList();
    assertThat(CopyPlan.of(empty, 4).tasks()).allMatch(task -> task.units().size() == 25);
  }

  @Test
  void nothingNeedsNoTask() {
    assertThat(CopyPlan.of(List.of(), 4).tasks()).isEmpty();
  }

  @Test
  void plansAHundredThousandFilesFast() {
    List<CopyUnit> units = units(new Random(SEED), 100_000);
    long began = System.nanoTime();
    assertThat(CopyPlan.of(units, 600).tasks()).hasSize(600);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
  }

  private static List<CopyUnit> units(Random random, int count) {
    List<CopyUnit> units = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      CopyItem item = item(i, random.nextLong() >>> (24 + random.nextInt(30)));
      if (random.nextInt(5) == 0 && item.length() > 10) {
        PendingFile pending = new PendingFile(item.target(), item.length(), "h" + i);
        CopyPlan.parts(item, item.length() / (1 + random.nextInt(5)) + 1)
            .forEach(part -> units.add(new CopyUnit(item, part, pending)));
      } else {
        units.add(CopyUnit.whole(item));
      }
    }
    return units;
  }

  private static CopyItem item(int number, long length) {
    return new CopyItem(List.of("hdfs://h/a/" + number), "hdfs://h/b/" + number, length);
  }
}
