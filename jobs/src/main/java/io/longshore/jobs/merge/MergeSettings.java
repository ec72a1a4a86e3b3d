package io.longshore.jobs.merge;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.jobs.copy.CopyLimits;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What the tasks of a merge are shipped with.
 *
 * @param job names the shared budget
 * @param tasks how many run at once at most
 * @param bytes counts what is done
 * @param tasksDone counts the tasks
 */
record MergeSettings(
    String job,
    int tasks,
    Broadcast<SerializableConfiguration> shipped,
    Purge purge,
    CopyLimits limits,
    LongAccumulator bytes,
    LongAccumulator tasksDone)
    implements Serializable {
  Configuration conf() {
    return shipped.value().value();
  }

  BandwidthBudget budget() {
    return limits.budget(job, tasks);
  }
}
