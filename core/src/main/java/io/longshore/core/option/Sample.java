package io.longshore.core.option;

import io.longshore.core.error.Errors;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A part of many things, another one each day, until all have had their turn.
 *
 * @param slices into how many parts all is cut
 * @param turn the part whose turn it is, from 0
 */
public record Sample(int slices, int turn) {
  /** All there is. */
  public static final Sample ALL = new Sample(1, 0);

  private static final int MOST = 100;

  /**
   * Reads a percentage, {@code 5%} or {@code 5}.
   *
   * @throws io.longshore.core.error.LongshoreException if it is none from 1 to 100
   */
  public static Sample parse(String text, LocalDate day) {
    try {
      int percent = Integer.parseInt(text.strip().replaceAll("\\s*%$", ""));
      if (percent >= 1 && percent <= MOST) {
        int slices = (MOST + percent - 1) / percent;
        return new Sample(slices, (int) Math.floorMod(day.toEpochDay(), (long) slices));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Errors.invalidArgument(
        "Cannot read \"" + text + "\" as a part.", "Write it as a percentage from 1% to 100%.");
  }

  /** That of today, everywhere the same day. */
  public static Sample parse(String text) {
    return parse(text, LocalDate.now(ZoneOffset.UTC));
  }

  /** Whether it is the turn of a thing. */
  public boolean has(Object thing) {
    return Math.floorMod(thing.hashCode(), slices) == turn;
  }
}
