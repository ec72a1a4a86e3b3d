package io.longshore.jobs.copy;

import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.FileCopy;
import io.longshore.core.copy.TargetStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.ArrayList;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What executors need to copy: shipped to them with every task.
 *
 * @param job names the shared budget
 * @param slots how many tasks run at once at most
 */
record CopyTasks(
    String job,
    Broadcast<SerializableConfiguration> conf,
    String scratch,
    CopySettings settings,
    CopyLimits limits,
    int slots,
    LongAccumulator bytes,
    LongAccumulator files)
    implements Serializable {

  ArrayList<CopyOutcome> run(CopyPlan.Task task) throws IOException {
    TargetStore store =
        TargetStore.at(new Path(scratch), conf.value().value(), settings.bufferSize());
    FileCopy copy =
        new FileCopy(
            conf.value().value(),
            store,
            settings,
            limits.budget(job, slots),
            count -> bytes.add(count));
    ArrayList<CopyOutcome> outcomes = new ArrayList<>(task.units().size());
    for (CopyUnit unit : task.units()) {
      stopIfCancelled();
      outcomes.add(run(copy, unit));
    }
    return outcomes;
  }

  /** A job that was cancelled tells its tasks, but not all they do can be interrupted. */
  static void stopIfCancelled() throws InterruptedIOException {
    if (TaskContext.get().isInterrupted()) {
      throw new InterruptedIOException("cancelled");
    }
  }

  private CopyOutcome run(FileCopy copy, CopyUnit unit) throws IOException {
    if (unit.isWhole()) {
      CopyOutcome outcome = CopyOutcome.of(copy.copy(unit.item()));
      files.add(1);
      // What was there already is done as well, as far as progress goes.
      bytes.add(unit.item().length() - outcome.file().bytesMoved());
      return outcome;
    }
    return CopyOutcome.of(unit.pending(), copy.copyPart(unit.item(), unit.pending(), unit.part()));
  }
}
