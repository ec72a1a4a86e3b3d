package io.longshore.jobs.run;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Runs an RDD of one element a partition and hands each to the driver as soon as its task has
 * ended, rather than all of them at the end: so that what is done can be remembered.
 */
public final class EachTask {
  private static final Logger LOG = LoggerFactory.getLogger(EachTask.class);

  /** What {@code setJobGroup} sets for a thread. */
  private static final List<String> GROUP_PROPERTIES =
      List.of(RunningTasks.GROUP, "spark.job.description", "spark.job.interruptOnCancel");

  private EachTask() {}

  /**
   * Returns, or throws, when no task of the job runs any more; those of a failed or cancelled job
   * are interrupted.
   *
   * @param group names the job to Spark
   * @param onTask called by one thread at a time, with the partition's number and its element
   */
  public static <T> void run(
      String group, JavaRDD<? extends List<T>> rdd, BiConsumer<Integer, List<T>> onTask) {
    SparkContext context = rdd.context();
    RunningTasks running = new RunningTasks(group);
    context.addSparkListener(running);
    Map<String, String> before = new HashMap<>();
    GROUP_PROPERTIES.forEach(key -> before.put(key, context.getLocalProperty(key)));
    context.setJobGroup(group, group, true);
    try {
      runAndHandle(rdd, onTask);
    } finally {
      before.forEach(context::setLocalProperty);
      awaitEnd(running);
      context.removeSparkListener(running);
    }
  }

  private static <T> void runAndHandle(
      JavaRDD<? extends List<T>> rdd, BiConsumer<Integer, List<T>> onTask) {
    ExecutorService one = Executors.newSingleThreadExecutor();
    List<Future<?>> handled = new ArrayList<>();
    try {
      rdd.context()
          .runJob(
              erase(rdd),
              new Only(),
              new AbstractFunction2<Object, Object, BoxedUnit>() {
                @Override
                @SuppressWarnings("unchecked")
                public BoxedUnit apply(Object partition, Object element) {
                  // Spark calls this on its scheduler's thread, which must not wait for a store.
                  handled.add(
                      one.submit(() -> onTask.accept((Integer) partition, (List<T>) element)));
                  return BoxedUnit.UNIT;
                }
              },
              ClassTag$.MODULE$.Object());
      for (Future<?> each : handled) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tasks' results were handled", e);
    } finally {
      // Also of a job that failed: what its tasks have done is remembered before anybody goes on.
      one.shutdown();
      awaitEnd(one);
    }
  }

  private static void awaitEnd(RunningTasks tasks) {
    try {
      if (!tasks.awaitEnd(30, TimeUnit.SECONDS)) {
        LOG.warn("Tasks of the job may still be writing files.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitEnd(ExecutorService executor) {
    try {
      executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked")
  private static org.apache.spark.rdd.RDD<Object> erase(JavaRDD<?> rdd) {
    return (org.apache.spark.rdd.RDD<Object>) rdd.rdd();
  }

  /** The only element of a partition. */
  private static final class Only extends AbstractFunction2<TaskContext, Iterator<Object>, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object apply(TaskContext context, Iterator<Object> elements) {
      return elements.next();
    }
  }
}
