package io.longshore.jobs.copy;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.CopyItem;
import io.longshore.core.copy.CopySettings;
import io.longshore.core.hfile.HFileCheck;
import io.longshore.core.hfile.RowRange;
import io.longshore.core.hfile.StoreFile;
import io.longshore.jobs.run.ProgressListener;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;

/** Reads every cell of many HFiles. */
public record HFileCheckJob(
    SparkSession spark, Configuration conf, CopySettings settings, CopyLimits limits) {

  /**
   * A file to be read.
   *
   * @param uri where it lies
   * @param length in bytes
   * @param rows of its region
   */
  public record Input(String uri, long length, RowRange rows) implements Serializable {}

  /**
   * What was found in a file.
   *
   * @param problem null where nothing is wrong
   */
  public record Found(String uri, long cells, long digest, String problem)
      implements Serializable {}

  public List<Found> run(String what, List<Input> files, ProgressListener progress) {
    List<CopyUnit> units = new ArrayList<>();
    HashMap<String, RowRange> rows = new HashMap<>();
    for (Input file : files) {
      units.add(CopyUnit.whole(new CopyItem(List.of(file.uri()), file.uri(), file.length())));
      rows.put(file.uri(), file.rows());
    }
    List<Found> found = new ArrayList<>();
    new PlanRun(spark, conf, settings, limits)
        .run(
            "check",
            what,
            units,
            units.size(),
            tools -> new Tasks(tools, rows),
            (task, answers) -> found.addAll(answers),
            progress);
    return found;
  }

  private record Tasks(TaskTools tools, HashMap<String, RowRange> rows)
      implements PlanRun.Work<Found> {

    @Override
    public ArrayList<Found> run(CopyPlan.Task task) throws IOException {
      BandwidthBudget budget = tools.budget();
      ArrayList<Found> found = new ArrayList<>();
      for (CopyUnit unit : task.units()) {
        TaskTools.stopIfCancelled();
        // A file is in blocks of its own: what it costs is paid for at once.
        budget.acquire((int) Math.min(Integer.MAX_VALUE, unit.part().length()));
        Path path = new Path(unit.item().target());
        StoreFile file =
            new StoreFile(
                List.of(path.getParent().toString()), path.getName(), unit.part().length(), null);
        HFileCheck.Result result =
            HFileCheck.check(
                tools.conf(),
                file,
                rows.get(unit.item().target()),
                TaskContext.get()::isInterrupted);
        found.add(
            new Found(
                unit.item().target(),
                result.digest().cells(),
                result.digest().value(),
                result.problem()));
        tools.bytes().add(unit.part().length());
        tools.files().add(1);
      }
      return found;
    }
  }
}
