package io.longshore.jobs.run;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.collection.JavaConverters;

/**
 * The tasks of one job group that run now. A job that failed or was cancelled, or had a task run
 * twice, ends before its last tasks do: until then they go on writing files.
 */
final class RunningTasks extends SparkListener {
  static final String GROUP = "spark.jobGroup.id";

  private final String group;
  private final Set<Integer> jobs = new HashSet<>();
  private final Set<Object> stages = new HashSet<>();
  private final Set<Long> tasks = new HashSet<>();
  private boolean ended;

  RunningTasks(String group) {
    this.group = group;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    if (start.properties() != null && group.equals(start.properties().getProperty(GROUP))) {
      jobs.add(start.jobId());
      stages.addAll(JavaConverters.seqAsJavaList(start.stageIds()));
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    if (stages.contains(start.stageId())) {
      tasks.add(start.taskInfo().taskId());
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    tasks.remove(end.taskInfo().taskId());
    notifyAll();
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    ended |= jobs.contains(end.jobId());
    notifyAll();
  }

  /**
   * Waits until the job and all its tasks have ended.
   *
   * @return whether they have; not, where an executor was lost and nobody knows of its tasks
   */
  synchronized boolean awaitEnd(long most, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(most);
    while (!ended || !tasks.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
