package io.longshore.core.option;

import io.longshore.core.error.Errors;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** A moment as people write it. */
public final class TimeText {
  private TimeText() {}

  /**
   * Reads {@code 2026-11-20 13:45:00}, with a {@code T} in its middle and parts of a second or not,
   * with a {@code Z} at its end for UTC, or milliseconds since 1970.
   *
   * @param zone of what does not say its own
   * @return milliseconds since 1970
   * @throws io.longshore.core.error.LongshoreException if it is none of these
   */
  public static long parse(String text, ZoneId zone) {
    try {
      if (text.matches("\\d+")) {
        return Long.parseLong(text);
      }
      String iso = text.strip().replace(' ', 'T');
      return iso.endsWith("Z")
          ? Instant.parse(iso).toEpochMilli()
          : LocalDateTime.parse(iso).atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException | NumberFormatException e) {
      throw Errors.invalidArgument(
          "Cannot read \"" + text + "\" as a time.",
          "Write it as 2026-11-20T13:45:00, with a Z at its end for UTC, or as milliseconds since"
              + " 1970.");
    }
  }
}
