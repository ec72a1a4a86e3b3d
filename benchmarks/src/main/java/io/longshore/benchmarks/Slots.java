package io.longshore.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** As many threads as the jobs beside them have slots. */
final class Slots {
  static final int COUNT = 2;

  private Slots() {}

  /** Runs all, and answers what they answered, in their order. */
  static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
    ExecutorService slots = Executors.newFixedThreadPool(COUNT);
    try {
      List<T> answers = new ArrayList<>();
      for (Future<T> done : slots.invokeAll(tasks)) {
        answers.add(done.get());
      }
      return answers;
    } finally {
      slots.shutdownNow();
    }
  }
}
