package io.longshore.core.copy;

import java.io.InterruptedIOException;

/** Decides when bytes may be moved. Safe for use by several threads. */
@FunctionalInterface
public interface BandwidthBudget {
  BandwidthBudget UNLIMITED = bytes -> {};

  /**
   * Waits until {@code bytes} more may be moved.
   *
   * @throws InterruptedIOException if the task is cancelled while it waits
   */
  void acquire(int bytes) throws InterruptedIOException;

  /** A budget that keeps both limits. */
  default BandwidthBudget and(BandwidthBudget other) {
    if (this == UNLIMITED) {
      return other;
    }
    return other == UNLIMITED
        ? this
        : bytes -> {
          acquire(bytes);
          other.acquire(bytes);
        };
  }
}
