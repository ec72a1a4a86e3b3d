package io.longshore.core.option;

import io.longshore.core.error.Errors;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every configuration key of Longshore; docs/options.md lists them. */
public final class LongshoreOptions {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)?");

  /** Files longer than this are copied in parts by several tasks. */
  public static final ConfigOption<DataSize> PART_SIZE =
      new ConfigOption<>(
          "longshore.copy.part.size",
          "128MB",
          DataSize::parse,
          "Files longer than this are copied in parts of this size.");

  public static final ConfigOption<DataSize> BUFFER_SIZE =
      new ConfigOption<>(
          "longshore.copy.buffer.size",
          "1MB",
          DataSize::parse,
          "How much a copying task reads at once; on a local disk never more than 256 KB.");

  public static final ConfigOption<Integer> COPY_ATTEMPTS =
      new ConfigOption<>(
          "longshore.copy.attempts",
          "4",
          Integer::parseInt,
          "How often one file is tried before the job fails.");

  public static final ConfigOption<Duration> COPY_BACKOFF =
      new ConfigOption<>(
          "longshore.copy.backoff",
          "500ms",
          LongshoreOptions::parseDuration,
          "The wait before the second attempt at a file; it doubles each time.");

  public static final ConfigOption<Duration> HEARTBEAT_INTERVAL =
      new ConfigOption<>(
          "longshore.session.heartbeat.interval",
          "5s",
          LongshoreOptions::parseDuration,
          "How often a running session writes that it is alive.");

  public static final ConfigOption<Duration> HEARTBEAT_TIMEOUT =
      new ConfigOption<>(
          "longshore.session.heartbeat.timeout",
          "60s",
          LongshoreOptions::parseDuration,
          "A session silent for longer than this may be repaired by another process.");

  public static final ConfigOption<Duration> JOURNAL_KEEP =
      new ConfigOption<>(
          "longshore.session.journal.keep",
          "30d",
          LongshoreOptions::parseDuration,
          "How long the journals of ended sessions are kept.");

  public static final ConfigOption<Integer> SNAPSHOT_ATTEMPTS =
      new ConfigOption<>(
          "hbase.backup.attempts.max",
          "10",
          Integer::parseInt,
          "How often taking a table's snapshot is tried (the stock key).");

  public static final ConfigOption<Duration> SNAPSHOT_PAUSE =
      new ConfigOption<>(
          "hbase.backup.attempts.pause.ms",
          "10000",
          LongshoreOptions::parseDuration,
          "The wait between two attempts at a snapshot (the stock key).");

  public static final ConfigOption<Duration> RESTORE_COMPACTION_WAIT =
      new ConfigOption<>(
          "longshore.restore.compaction.wait",
          "10m",
          LongshoreOptions::parseDuration,
          "How long a restore waits until HBase has compacted what was split or merged.");

  /** Every option, for the reference and for the test that pins keys and defaults. */
  public static final List<ConfigOption<?>> ALL =
      List.of(
          PART_SIZE,
          BUFFER_SIZE,
          COPY_ATTEMPTS,
          COPY_BACKOFF,
          HEARTBEAT_INTERVAL,
          HEARTBEAT_TIMEOUT,
          JOURNAL_KEEP,
          SNAPSHOT_ATTEMPTS,
          SNAPSHOT_PAUSE,
          RESTORE_COMPACTION_WAIT);

  private LongshoreOptions() {}

  /** Reads {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 7d}; a bare number is ms. */
  public static Duration parseDuration(String text) {
    Matcher form = DURATION.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw Errors.invalidArgument(
          "Cannot read \"" + text + "\" as a duration.", "Write it as 500ms, 30s, 5m, 2h or 7d.");
    }
    ChronoUnit unit =
        switch (form.group(2) == null ? "ms" : form.group(2)) {
          case "s" -> ChronoUnit.SECONDS;
          case "m" -> ChronoUnit.MINUTES;
          case "h" -> ChronoUnit.HOURS;
          case "d" -> ChronoUnit.DAYS;
          default -> ChronoUnit.MILLIS;
        };
    try {
      Duration duration = Duration.of(Long.parseLong(form.group(1)), unit);
      // Whoever sleeps for it counts in nanoseconds.
      duration.toNanos();
      return duration;
    } catch (NumberFormatException | ArithmeticException e) {
      throw Errors.invalidArgument(
          "The duration \"" + text + "\" is too long.", "Durations go up to 100000d.");
    }
  }
}
