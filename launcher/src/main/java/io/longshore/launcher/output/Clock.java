package io.longshore.launcher.output;

import java.time.Duration;
import java.util.Locale;

/** How long something takes, for people. */
public final class Clock {
  private Clock() {}

  /** Such as {@code 0:05}, and from an hour on {@code 1:02:03}. */
  public static String of(Duration time) {
    return time.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }
}
