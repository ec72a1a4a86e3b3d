package io.longshore.testing;

/** Seconds of the clock: what is told apart by time is told apart by these. */
public final class Seconds {
  private Seconds() {}

  /** The first millisecond of the next second. */
  public static long next() {
    return (System.currentTimeMillis() / 1000 + 1) * 1000;
  }

  /** Returns when that millisecond has come. */
  public static void await(long millis) throws InterruptedException {
    for (long now = System.currentTimeMillis(); now < millis; now = System.currentTimeMillis()) {
      Thread.sleep(millis - now);
    }
  }

  /** Returns when the next second begins, with its first millisecond. */
  public static long awaitNext() throws InterruptedException {
    long next = next();
    await(next);
    return next;
  }
}
