package io.longshore.launcher;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Says what a test provoked; made by Spark from its name in {@code spark.extraListeners}. */
public final class TaskWitness extends SparkListener {
  static final String EXECUTOR = "an executor came";
  static final String LOST = "an executor was lost";
  static final String TASK = "a task began";
  static final String SPECULATIVE = "a speculative task began";

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    System.out.println(EXECUTOR);
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    System.out.println(LOST);
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    System.out.println(start.taskInfo().speculative() ? SPECULATIVE : TASK);
  }
}
