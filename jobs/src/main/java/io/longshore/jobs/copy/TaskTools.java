package io.longshore.jobs.copy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.CopySettings;
import java.io.InterruptedIOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What the tasks of a plan are shipped with.
 *
 * @param job names the shared budget
 * @param slots how many tasks run at once at most
 * @param bytes counts what is moved
 * @param files counts the files that are done
 */
record TaskTools(
    String job,
    Broadcast<SerializableConfiguration> shipped,
    CopySettings settings,
    CopyLimits limits,
    int slots,
    LongAccumulator bytes,
    LongAccumulator files)
    implements Serializable {

  Configuration conf() {
    return shipped.value().value();
  }

  BandwidthBudget budget() {
    return limits.budget(job, slots);
  }

  /** A job that was cancelled tells its tasks, but not all they do can be interrupted. */
  static void stopIfCancelled() throws InterruptedIOException {
    if (TaskContext.get().isInterrupted()) {
      throw new InterruptedIOException("cancelled");
    }
  }
}
