package io.longshore.jobs.bandwidth;

import io.longshore.core.copy.BandwidthBudget;
import io.longshore.core.copy.TokenBucket;
import io.longshore.core.option.Bandwidth;
import java.io.InterruptedIOException;
import org.apache.spark.api.plugin.PluginContext;

/** A task's share of its job's budget. */
public final class SharedBudget {
  private static volatile PluginContext driver;

  private SharedBudget() {}

  static void connect(PluginContext plugin) {
    driver = plugin;
  }

  static void disconnect() {
    driver = null;
  }

  /**
   * The budget of one task.
   *
   * @param job all whose tasks together keep the rate
   * @param slots how many tasks run at once; where the plugin is not loaded each gets an even share
   */
  public static BandwidthBudget of(String job, Bandwidth total, int slots) {
    PluginContext connected = driver;
    if (connected == null) {
      return new TokenBucket(new Bandwidth(Math.max(1, total.bytesPerSecond() / slots)));
    }
    return bytes -> acquire(connected, job, total, bytes);
  }

  private static void acquire(PluginContext plugin, String job, Bandwidth total, int bytes)
      throws InterruptedIOException {
    Object wait;
    try {
      wait = plugin.ask(new BandwidthPlugin.Reservation(job, total.bytesPerSecond(), bytes));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("cancelled while asking for bandwidth");
    } catch (Exception e) {
      // The driver is the job: without it there is nothing to copy for.
      throw (InterruptedIOException)
          new InterruptedIOException("the driver gave no bandwidth").initCause(e);
    }
    TokenBucket.sleep((Long) wait);
  }
}
