package io.longshore.jobs.copy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.TokenBucket;
import io.longshore.core.option.Bandwidth;
import io.longshore.jobs.bandwidth.BandwidthPlugin;
import io.longshore.jobs.bandwidth.SharedBudget;
import java.io.Serializable;
import org.apache.spark.SparkContext;

/**
 * How fast a copy may go.
 *
 * @param workers how many tasks at once; zero for as many as the cluster runs
 * @param perTask bytes a second a task, null for no limit
 * @param total bytes a second for the whole job, null for no limit
 */
public record CopyLimits(int workers, Bandwidth perTask, Bandwidth total) implements Serializable {
  private static final int LEAST_TASKS_A_SLOT = 2;
  private static final int MOST_TASKS = 10_000;
  private static final long COST_OF_A_TASK = 256 << 20;

  public static final CopyLimits NONE = new CopyLimits(0, null, null);

  /**
   * As options and journals say it.
   *
   * @param workers zero for as many as the cluster runs
   * @param perTask bytes a second a task, zero for no limit
   * @param total bytes a second for the whole job, zero for no limit
   */
  public static CopyLimits of(int workers, long perTask, long total) {
    return new CopyLimits(Math.max(0, workers), orNull(perTask), orNull(total));
  }

  private static Bandwidth orNull(long bytesPerSecond) {
    return bytesPerSecond > 0 ? new Bandwidth(bytesPerSecond) : null;
  }

  /**
   * How many tasks a job is cut into at most: more than slots, so that a slow one does not hold up
   * the rest, but each worth its start.
   *
   * @param cost of all its units
   */
  public int tasks(SparkContext context, long cost) {
    int slots = Math.max(1, context.defaultParallelism());
    if (total != null && !BandwidthPlugin.isLoaded(context)) {
      // Each task then has an even share of the total for all its life: more tasks than slots
      // would leave some of it unused, and fewer shares than tasks would exceed it.
      return workers > 0 ? Math.min(workers, slots) : slots;
    }
    return workers > 0
        ? workers
        : (int) Math.max(LEAST_TASKS_A_SLOT * slots, Math.min(MOST_TASKS, cost / COST_OF_A_TASK));
  }

  /**
   * The budget of one task.
   *
   * @param job all whose tasks share the total
   * @param slots how many tasks run at once at most
   */
  public BandwidthBudget budget(String job, int slots) {
    BandwidthBudget own = perTask == null ? BandwidthBudget.UNLIMITED : new TokenBucket(perTask);
    BandwidthBudget shared =
        total == null ? BandwidthBudget.UNLIMITED : SharedBudget.of(job, total, slots);
    return own.and(shared);
  }
}
