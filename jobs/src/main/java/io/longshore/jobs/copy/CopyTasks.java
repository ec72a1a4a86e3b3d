package io.longshore.jobs.copy;

import io.longshore.core.copy.FileCopy;
import io.longshore.core.copy.TargetStore;
import java.io.IOException;
import java.util.ArrayList;
import org.apache.hadoop.fs.Path;

/**
 * Copies a task's units.
 *
 * @param scratch a directory on the targets' file system for what is not finished
 */
record CopyTasks(TaskTools tools, String scratch) implements PlanRun.Work<CopyOutcome> {

  @Override
  public ArrayList<CopyOutcome> run(CopyPlan.Task task) throws IOException {
    TargetStore store =
        TargetStore.at(new Path(scratch), tools.conf(), tools.settings().bufferSize());
    FileCopy copy =
        new FileCopy(
            tools.conf(),
            store,
            tools.settings(),
            tools.budget(),
            count -> tools.bytes().add(count));
    ArrayList<CopyOutcome> outcomes = new ArrayList<>(task.units().size());
    for (CopyUnit unit : task.units()) {
      TaskTools.stopIfCancelled();
      outcomes.add(run(copy, unit));
    }
    return outcomes;
  }

  private CopyOutcome run(FileCopy copy, CopyUnit unit) throws IOException {
    if (unit.isWhole()) {
      CopyOutcome outcome = CopyOutcome.of(copy.copy(unit.item()));
      tools.files().add(1);
      // What was there already is done as well, as far as progress goes.
      tools.bytes().add(unit.item().length() - outcome.file().bytesMoved());
      return outcome;
    }
    return CopyOutcome.of(unit.pending(), copy.copyPart(unit.item(), unit.pending(), unit.part()));
  }
}
