package io.longshore.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;

/** What this process has needed. */
public final class Heap {
  private Heap() {}

  /** The most heap that was in use, in megabytes. */
  public static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        >> 20;
  }
}
