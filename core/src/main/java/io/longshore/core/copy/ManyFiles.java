package io.longshore.core.copy;

import io.longshore.core.error.Errors;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks into many files from one process, several at a time: most of it is waiting for a store. */
public final class ManyFiles {
  private static final int THREADS = 16;

  private ManyFiles() {}

  /** What is done with each. */
  @FunctionalInterface
  public interface Look<T, R> {
    R at(T each) throws IOException;
  }

  /** The answers, in the order of what was asked. The first failure ends all. */
  public static <T, R> List<R> map(List<T> all, Look<T, R> look) throws IOException {
    List<R> answers = new ArrayList<>(all.size());
    if (all.size() <= 1) {
      for (T each : all) {
        answers.add(look.at(each));
      }
      return answers;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, all.size()));
    try {
      List<Callable<R>> tasks = new ArrayList<>(all.size());
      for (T each : all) {
        tasks.add(() -> look.at(each));
      }
      for (Future<R> done : threads.invokeAll(tasks)) {
        answers.add(done.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw Errors.find(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("looking into " + all.size() + " files");
    } finally {
      threads.shutdownNow();
    }
  }
}
