package io.longshore.jobs.sort;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.jobs.copy.CopyLimits;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What the tasks of a sort are shipped with.
 *
 * @param job names the shared budget
 * @param tasks how many run at once at most
 * @param root of HBase, where bulk-loaded files are looked for; null if they are only reported
 * @param startTime of writing, in milliseconds
 * @param endTime of writing, exclusive, in milliseconds
 * @param quarantine whether a damaged WAL is read as far as it goes
 * @param step how fine moments are told apart, in seconds
 * @param bytes counts what is done
 * @param wals counts the WALs that were read
 * @param cells counts the cells that were wanted of them
 */
record SortSettings(
    String job,
    int tasks,
    Broadcast<SerializableConfiguration> shipped,
    Broadcast<Stores> shippedStores,
    String root,
    long startTime,
    long endTime,
    boolean quarantine,
    long step,
    CopyLimits limits,
    LongAccumulator bytes,
    LongAccumulator wals,
    LongAccumulator cells)
    implements Serializable {

  Configuration conf() {
    return shipped.value().value();
  }

  Stores stores() {
    return shippedStores.value();
  }

  BandwidthBudget budget() {
    return limits.budget(job, tasks);
  }
}
