package io.longshore.testing;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;

/**
 * Writes to a table through HBase's client, and has HBase flush, compact, split, merge, move and
 * bulk load, in an order that follows from a seed.
 *
 * <p>The same seed, steps and table give the same operations in the same order. Timestamps that the
 * server chooses differ between runs, and so does which regions a split or merge meets.
 *
 * <p>Not thread-safe; several workloads may run on one table at a time.
 */
public final class RandomWorkload {
  private final TableDescriptor table;
  private final long seed;
  private final Set<Step> steps;
  private final int totalWeight;
  private final RandomCells cells;
  private long operation;

  /**
   * @throws IllegalArgumentException if there are no steps
   */
  public RandomWorkload(TableDescriptor table, long seed, Set<Step> steps) {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("A workload needs at least one step");
    }
    this.table = table;
    this.seed = seed;
    this.steps = EnumSet.copyOf(steps);
    this.totalWeight = this.steps.stream().mapToInt(Step::weight).sum();
    this.cells = new RandomCells(table, seed);
  }

  /** A workload of every step. */
  public RandomWorkload(TableDescriptor table, long seed) {
    this(table, seed, EnumSet.allOf(Step.class));
  }

  /**
   * Takes the next {@code operations} steps: a second call goes on where the first ended. When it
   * returns, no compaction it asked for is still running.
   *
   * @throws IOException naming this workload and the step, if HBase fails one it should not
   */
  public void run(Connection connection, int operations) throws IOException {
    try (Admin admin = connection.getAdmin();
        Table client = connection.getTable(table.getTableName())) {
      CellSteps cellSteps = new CellSteps(client, cells);
      RegionSteps regionSteps = new RegionSteps(admin, table.getTableName(), cells);
      BulkLoadStep bulkLoad = new BulkLoadStep(connection, table, cells);
      for (int i = 0; i < operations; i++) {
        // A generator a step: what one step draws does not shift the others.
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + operation);
        Step step = pick(random);
        try {
          take(step, random, cellSteps, regionSteps, bulkLoad);
        } catch (IOException | RuntimeException e) {
          throw new IOException(this + " failed at operation " + operation + ", " + step, e);
        }
        operation++;
      }
    }
  }

  private Step pick(SplittableRandom random) {
    int left = random.nextInt(totalWeight);
    for (Step step : steps) {
      left -= step.weight();
      if (left < 0) {
        return step;
      }
    }
    throw new AssertionError("Weights do not add up to " + totalWeight);
  }

  private static void take(
      Step step,
      SplittableRandom random,
      CellSteps cells,
      RegionSteps regions,
      BulkLoadStep bulkLoad)
      throws IOException {
    switch (step) {
      case PUT -> cells.put(random);
      case REWRITE -> cells.rewrite(random);
      case DELETE_VERSION -> cells.deleteVersion(random);
      case DELETE_COLUMN -> cells.deleteColumn(random);
      case DELETE_FAMILY -> cells.deleteFamily(random);
      case DELETE_FAMILY_VERSION -> cells.deleteFamilyVersion(random);
      case INCREMENT -> cells.increment(random);
      case APPEND -> cells.append(random);
      case CHECK_AND_MUTATE -> cells.checkAndMutate(random);
      case FLUSH -> regions.flush();
      case COMPACT -> regions.compact();
      case MAJOR_COMPACT -> regions.majorCompact();
      case SPLIT -> regions.split(random);
      case MERGE -> regions.merge(random);
      case MOVE -> regions.move(random);
      case BULK_LOAD -> bulkLoad.load(random);
    }
  }

  /** The seed this workload follows from. */
  public long seed() {
    return seed;
  }

  @Override
  public String toString() {
    return "RandomWorkload[table="
        + table.getTableName()
        + ", seed="
        + seed
        + ", steps="
        + steps
        + "]";
  }
}
