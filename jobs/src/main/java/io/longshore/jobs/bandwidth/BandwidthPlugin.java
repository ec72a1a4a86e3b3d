package io.longshore.jobs.bandwidth;

import io.longshore.core.copy.TokenBucket;
import io.longshore.core.option.Bandwidth;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Keeps the budgets of whole jobs on the driver, where tasks on all executors ask for their share.
 * Loaded with {@code spark.plugins=io.longshore.jobs.bandwidth.BandwidthPlugin}.
 */
public final class BandwidthPlugin implements SparkPlugin {
  public static final String CONF_KEY = "spark.plugins";

  /** Whether a context's executors can ask for their share. */
  public static boolean isLoaded(SparkContext context) {
    return List.of(context.conf().get(CONF_KEY, "").split("\\s*,\\s*"))
        .contains(BandwidthPlugin.class.getName());
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  /**
   * Asks for bytes; the answer is the nanoseconds to wait before moving them.
   *
   * @param job whose budget
   * @param bytesPerSecond its rate
   */
  record Reservation(String job, long bytesPerSecond, long bytes) implements Serializable {}

  private static final class Driver implements DriverPlugin {
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      Reservation wanted = (Reservation) message;
      return buckets
          .computeIfAbsent(
              wanted.job(), job -> new TokenBucket(new Bandwidth(wanted.bytesPerSecond())))
          .reserve(wanted.bytes());
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext plugin, Map<String, String> extraConf) {
      SharedBudget.connect(plugin);
    }

    @Override
    public void shutdown() {
      SharedBudget.disconnect();
    }
  }
}
