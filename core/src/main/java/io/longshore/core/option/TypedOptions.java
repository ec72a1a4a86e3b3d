package io.longshore.core.option;

import io.longshore.core.error.Errors;
import io.longshore.core.error.LongshoreException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Options as values of their types; who cannot read one is told its name.
 *
 * @param texts what was given for an option's name; null if nothing was
 */
public record TypedOptions(UnaryOperator<String> texts) {
  private String get(String option) {
    String text = texts.apply(option);
    return text == null ? null : text.strip();
  }

  /** True or false. */
  public boolean flag(String option, boolean otherwise) {
    String text = get(option);
    if (text == null) {
      return otherwise;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(option, text, "It is true or false.");
    };
  }

  /** A number that is not below the least. */
  public long number(String option, long otherwise, long least) {
    String text = get(option);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(option, text, "It is a number.");
    }
    throw invalid(option, text, "It is at least " + least + ".");
  }

  /** One of the words of an enumeration, in any case. */
  public <E extends Enum<E>> E one(String option, Class<E> type, E otherwise) {
    String text = get(option);
    if (text == null) {
      return otherwise;
    }
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(text)) {
        return each;
      }
    }
    throw invalid(
        option,
        text,
        "It is one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT) + ".");
  }

  /**
   * What is said of a value that cannot be read.
   *
   * @param next what it should be
   */
  public static LongshoreException invalid(String option, String text, String next) {
    return Errors.invalidArgument(
        "Cannot read \"" + text + "\" as the value of " + option + ".", next);
  }
}
