package io.longshore.testing;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Which of many cases a test tries: a few of them, or all with Maven's profile {@code it}. */
public final class Seeds {
  private static final int ONE_IN = 5;

  private Seeds() {}

  /** The first; all with {@code -Dtests.seeds=all}. */
  public static LongStream of(long first, long... others) {
    LongStream one = LongStream.of(first);
    return areAll() ? LongStream.concat(one, LongStream.of(others)) : one;
  }

  /** Every fifth, from the first on; all with {@code -Dtests.seeds=all}. */
  public static <T> Stream<T> some(List<T> all) {
    return IntStream.range(0, all.size())
        .filter(i -> areAll() || i % ONE_IN == 0)
        .mapToObj(all::get);
  }

  private static boolean areAll() {
    return System.getProperty("tests.seeds", "").equals("all");
  }
}
