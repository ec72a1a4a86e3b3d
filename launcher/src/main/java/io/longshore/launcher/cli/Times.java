package io.longshore.launcher.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Moments for people, in their own time zone. */
final class Times {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(ZoneId.systemDefault());

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private Times() {}

  static String local(Instant moment) {
    return LOCAL.format(moment);
  }

  /** To the millisecond. */
  static String exact(Instant moment) {
    return EXACT.format(moment);
  }

  /** To the minute, where there is little room. */
  static String minute(Instant moment) {
    return MINUTE.format(moment);
  }
}
