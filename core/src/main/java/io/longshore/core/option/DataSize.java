package io.longshore.core.option;

import io.longshore.core.error.Errors;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes. Units are powers of two, as in Hadoop and Spark: {@code 128MB} is 128 &times;
 * 1024 &times; 1024 bytes.
 *
 * @param bytes zero or more
 */
public record DataSize(long bytes) {
  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtp]?)i?b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgtp";

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size: " + bytes);
    }
  }

  /** Reads {@code 4096}, {@code 64k}, {@code 1.5GB} or {@code 128 MiB}. */
  public static DataSize parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      throw Errors.invalidArgument(
          "Cannot read \"" + text + "\" as a size.", "Write it as 4096, 64k, 128MB or 1.5GB.");
    }
    int power =
        form.group(2).isEmpty() ? 0 : UNITS.indexOf(form.group(2).toLowerCase(Locale.ROOT)) + 1;
    BigDecimal bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(1L << 10 * power));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw Errors.invalidArgument(
          "The size \"" + text + "\" is larger than any store.", "Sizes go up to 8191PB.");
    }
    return new DataSize(bytes.setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  public static DataSize ofMegabytes(long megabytes) {
    return new DataSize(Math.multiplyExact(megabytes, 1L << 20));
  }

  /** Three digits and a unit for people, such as {@code 1.46 GB}. */
  @Override
  public String toString() {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f ", value)
        + Character.toUpperCase(UNITS.charAt(unit))
        + "B";
  }
}
