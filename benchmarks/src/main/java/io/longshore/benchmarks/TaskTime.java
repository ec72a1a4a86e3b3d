package io.longshore.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up how long the tasks of one job ran. */
final class TaskTime extends SparkListener {
  private final AtomicLong millis = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    millis.addAndGet(end.taskMetrics().executorRunTime());
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    ended.countDown();
  }

  /** Waits for the job's last event. */
  double awaitSeconds() throws InterruptedException {
    if (!ended.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("no job has ended");
    }
    return millis.get() / 1e3;
  }
}
