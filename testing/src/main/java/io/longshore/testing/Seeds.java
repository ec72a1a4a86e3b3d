package io.longshore.testing;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Which random cases a test tries: the first half of them, or all with Maven's profile {@code it}.
 */
public final class Seeds {
  private Seeds() {}

  /** Of all, the first half, and at least one; all with {@code -Dtests.seeds=all}. */
  public static LongStream of(long... all) {
    return System.getProperty("tests.seeds", "").equals("all")
        ? LongStream.of(all)
        : Arrays.stream(all, 0, (all.length + 1) / 2);
  }
}
