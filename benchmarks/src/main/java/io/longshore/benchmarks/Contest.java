package io.longshore.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Contestants that do the same work in turns. Each round goes the other way round, so that none
 * always runs after the same one; before each run what was written before is synced to disk.
 */
final class Contest {
  private final String what;
  private final List<Contestant> contestants = new ArrayList<>();

  Contest(String what) {
    this.what = what;
  }

  /** Something that may fail. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /**
   * @param cleanUp after each run, untimed
   */
  private record Contestant(String name, Action run, Action cleanUp) {}

  Contest with(String name, Action run, Action cleanUp) {
    contestants.add(new Contestant(name, run, cleanUp));
    return this;
  }

  /**
   * @param warmUps rounds that do not count
   */
  Times run(int warmUps, int rounds) throws Exception {
    Times times = new Times();
    for (int round = 0; round < warmUps + rounds; round++) {
      List<Contestant> order = new ArrayList<>(contestants);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (Contestant each : order) {
        double seconds = time(each);
        boolean counts = round >= warmUps;
        System.err.printf(
            Locale.ROOT,
            "%s: %s %.2f s%s%n",
            what,
            each.name(),
            seconds,
            counts ? "" : " (warm-up)");
        if (counts) {
          times.add(each.name(), seconds);
        }
      }
    }
    return times;
  }

  private static double time(Contestant contestant) throws Exception {
    sync();
    System.gc();
    long began = System.nanoTime();
    contestant.run().run();
    double seconds = (System.nanoTime() - began) / 1e9;
    contestant.cleanUp().run();
    return seconds;
  }

  static void sync() throws IOException, InterruptedException {
    command("sync");
  }

  static void command(String... words) throws IOException, InterruptedException {
    int status = new ProcessBuilder(words).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(words[0] + " exited with " + status);
    }
  }
}
