package io.longshore.core.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.longshore.core.option.Bandwidth;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** What a task does: something else first, then it asks for bytes. */
  record Request(long idleNanos, int bytes) {}

  @Provide
  Arbitrary<List<Request>> requests() {
    Arbitrary<Long> idle = Arbitraries.longs().between(0, 3 * SECOND);
    Arbitrary<Integer> bytes = Arbitraries.integers().between(1, 4 << 20);
    return Combinators.combine(idle, bytes).as(Request::new).list().ofMaxSize(60);
  }

  @Property
  void neverMovesMoreThanTheRateSinceItsBeginning(
      @ForAll("requests") List<Request> requests,
      @ForAll @LongRange(min = 1000, max = 1L << 31) long rate) {
    AtomicLong now = new AtomicLong(-5 * SECOND);
    TokenBucket bucket = new TokenBucket(new Bandwidth(rate), now::get);
    long began = now.get();
    double moved = 0;
    for (Request request : requests) {
      now.addAndGet(request.idleNanos());
      now.addAndGet(Math.max(0, bucket.reserve(request.bytes())));
      moved += request.bytes();
      double allowed = rate * ((now.get() - began) / 1e9);
      // Each reservation is rounded to a nanosecond.
      assertThat(moved).isLessThanOrEqualTo(allowed + requests.size() * rate / 1e9 + 1e-3);
    }
  }

  @Property
  void severalTasksTogetherNeverMoveMoreThanTheRate(
      @ForAll @LongRange(min = 1, max = 8) long tasks,
      @ForAll @LongRange(min = 1000, max = 1L << 31) long rate) {
    AtomicLong now = new AtomicLong();
    TokenBucket bucket = new TokenBucket(new Bandwidth(rate), now::get);
    int bytes = 1 << 20;
    long last = 0;
    for (long task = 1; task <= tasks; task++) {
      long wait = bucket.reserve(bytes);
      assertThat(wait / 1e9 * rate)
          .isGreaterThanOrEqualTo(bytes * task - tasks * rate / 1e9 - 1e-3);
      assertThat(wait).isGreaterThan(last);
      last = wait;
    }
  }

  @Test
  void anHourOfIdlenessEarnsASecond() {
    AtomicLong now = new AtomicLong();
    TokenBucket bucket = new TokenBucket(new Bandwidth(1000), now::get);
    now.addAndGet(3600 * SECOND);
    long first = bucket.reserve(1000);
    long second = bucket.reserve(1000);
    assertThat(first).isZero();
    assertThat(second).isEqualTo(SECOND);
  }

  @Test
  void keepsTheRateOfATaskThatWorksBetweenItsRequests() {
    AtomicLong now = new AtomicLong();
    TokenBucket bucket = new TokenBucket(new Bandwidth(100_000_000), now::get);
    int requests = 500;
    for (int i = 0; i < requests; i++) {
      now.addAndGet(bucket.reserve(1_000_000));
      now.addAndGet(3 * MILLI);
    }
    double rate = requests * 1e6 / (now.get() / 1e9);
    assertThat(rate).isCloseTo(100e6, within(1e6));
  }

  @Test
  void stopsAtOnceWhenItsTaskIsCancelled() {
    TokenBucket bucket = new TokenBucket(new Bandwidth(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> bucket.acquire(1 << 20)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void twoBudgetsKeepTheLowerRate() throws Exception {
    AtomicLong first = new AtomicLong();
    AtomicLong second = new AtomicLong();
    BandwidthBudget a = first::addAndGet;
    BandwidthBudget both = a.and(second::addAndGet);
    both.acquire(5);
    assertThat(first).hasValue(5);
    assertThat(second).hasValue(5);
    assertThat(BandwidthBudget.UNLIMITED.and(a)).isSameAs(a);
    assertThat(a.and(BandwidthBudget.UNLIMITED)).isSameAs(a);
  }
}
