package io.longshore.testing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Which of many cases a test tries: half of them, or all with Maven's profile {@code it}. */
public final class Seeds {
  private Seeds() {}

  /** Of all, the first half, and at least one; all with {@code -Dtests.seeds=all}. */
  public static LongStream of(long... all) {
    return areAll() ? LongStream.of(all) : Arrays.stream(all, 0, (all.length + 1) / 2);
  }

  /** Of all, every second one from the first on; all with {@code -Dtests.seeds=all}. */
  public static <T> Stream<T> everySecond(List<T> all) {
    return IntStream.range(0, all.size()).filter(i -> areAll() || i % 2 == 0).mapToObj(all::get);
  }

  private static boolean areAll() {
    return System.getProperty("tests.seeds", "").equals("all");
  }
}
