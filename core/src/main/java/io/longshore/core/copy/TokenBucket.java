package io.longshore.core.copy;

import io.longshore.core.option.Bandwidth;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A steady rate: each reservation is let through when those before it and itself have used up their
 * time, so no more is moved since the beginning than the rate allows. Time in which nobody asked is
 * lost, but for a moment: what a task needs to write the bytes it was given, and to read them back,
 * belongs to its rate.
 */
public final class TokenBucket implements BandwidthBudget {
  /** Longer than reading a file or a part back takes, short enough to be no burst. */
  private static final long MOST_CATCH_UP = TimeUnit.SECONDS.toNanos(1);

  private final double nanosPerByte;
  private final LongSupplier clock;
  private long nextFree;

  public TokenBucket(Bandwidth rate) {
    this(rate, System::nanoTime);
  }

  TokenBucket(Bandwidth rate, LongSupplier nanoClock) {
    this.nanosPerByte = 1e9 / rate.bytesPerSecond();
    this.clock = nanoClock;
    this.nextFree = nanoClock.getAsLong();
  }

  /**
   * Takes a place in the queue.
   *
   * @return how many nanoseconds from now the bytes may be moved
   */
  public synchronized long reserve(long bytes) {
    long now = clock.getAsLong();
    long cost = Math.round(bytes * nanosPerByte);
    long start = Math.max(now - MOST_CATCH_UP, nextFree);
    nextFree = start + cost;
    return Math.max(0, nextFree - now);
  }

  @Override
  public void acquire(int bytes) throws InterruptedIOException {
    sleep(reserve(bytes));
  }

  /** Sleeps, so that a cancelled task stops at once. */
  public static void sleep(long nanos) throws InterruptedIOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("cancelled while waiting for bandwidth");
    }
  }
}
