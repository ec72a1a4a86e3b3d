package io.longshore.jobs.copy;

import io.longshore.core.copy.CopySettings;
import io.longshore.core.copy.ManyFiles;
import io.longshore.core.error.Errors;
import io.longshore.jobs.run.EachTask;
import io.longshore.jobs.run.PlacedTasks;
import io.longshore.jobs.run.ProgressListener;
import io.longshore.jobs.run.ProgressMeter;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Spreads units over Spark's tasks and hands what each task answers to the driver as soon as it has
 * ended, while progress is shown.
 */
record PlanRun(SparkSession spark, Configuration conf, CopySettings settings, CopyLimits limits) {

  /** What a task does with its units; runs on an executor. */
  @FunctionalInterface
  interface Work<T> extends Serializable {
    ArrayList<T> run(CopyPlan.Task task) throws Exception;
  }

  /**
   * Runs the units.
   *
   * @param name what the job is called in Spark
   * @param what the work is called in progress reports
   * @param files how many files the progress is counted against
   * @param work made for this run's tools
   * @param onTask called by one thread at a time, with the task's number and its answers
   */
  <T> void run(
      String name,
      String what,
      List<CopyUnit> units,
      long files,
      Function<TaskTools, Work<T>> work,
      BiConsumer<Integer, List<T>> onTask,
      ProgressListener progress) {
    SparkContext context = spark.sparkContext();
    String job = "longshore-" + name + "-" + UUID.randomUUID();
    Map<CopyUnit, List<String>> hosts = hosts(units);
    CopyPlan plan = CopyPlan.of(units, limits.tasks(context, CopyPlan.cost(units)), hosts::get);
    long bytes = units.stream().mapToLong(unit -> unit.part().length()).sum();
    try (ProgressMeter meter = new ProgressMeter(what, job, bytes, files, progress)) {
      context.addSparkListener(meter);
      try {
        if (!plan.tasks().isEmpty()) {
          execute(plan, job, meter, work, onTask);
        }
        meter.finish();
      } finally {
        context.removeSparkListener(meter);
      }
    }
  }

  private Map<CopyUnit, List<String>> hosts(List<CopyUnit> units) {
    Map<CopyUnit, List<String>> hosts = new IdentityHashMap<>();
    try {
      List<List<String>> answers = ManyFiles.map(units, unit -> unit.hosts(conf));
      for (int i = 0; i < units.size(); i++) {
        hosts.put(units.get(i), answers.get(i));
      }
      return hosts;
    } catch (IOException e) {
      throw Errors.find(e);
    }
  }

  private <T> void execute(
      CopyPlan plan,
      String job,
      ProgressMeter meter,
      Function<TaskTools, Work<T>> work,
      BiConsumer<Integer, List<T>> onTask) {
    SparkContext context = spark.sparkContext();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    Broadcast<SerializableConfiguration> shipped =
        java.broadcast(new SerializableConfiguration(conf));
    int tasks = plan.tasks().size();
    Work<T> each =
        work.apply(
            new TaskTools(
                job,
                shipped,
                settings,
                limits,
                tasks,
                context.longAccumulator(meter.bytesName()),
                context.longAccumulator(meter.filesName())));
    try {
      EachTask.run(
          job, PlacedTasks.of(context, plan.tasks(), CopyPlan.Task::hosts).map(each::run), onTask);
    } catch (Exception e) {
      // Spark throws its checked exceptions undeclared.
      throw Errors.find(e);
    } finally {
      shipped.destroy();
    }
  }
}
