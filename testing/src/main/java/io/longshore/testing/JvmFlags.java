package io.longshore.testing;

import java.lang.management.ManagementFactory;
import java.util.List;

/** Flags for the processes that a test starts. */
public final class JvmFlags {
  private JvmFlags() {}

  /**
   * The flags of this JVM that choose its compiler and its collector, not those of its memory:
   * {@code -XX:} and what follows.
   */
  public static List<String> ofThisProcess() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:"))
        .toList();
  }
}
